import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { walkThrough } from './walk-through.js';

const demo = {
  customer_id: 'customer',
  access_token: 'lka_demo',
  issuer_url: 'http://127.0.0.1:4001',
  verifier_url: 'http://127.0.0.1:4002',
  auditor_url: 'http://127.0.0.1:4003',
  notifier_url: 'http://127.0.0.1:4004',
  kafka_brokers: '127.0.0.1:9092',
  database_url: 'postgres://postgres@127.0.0.1:5432/postgres',
};

const folder = mkdtempSync(join(tmpdir(), 'walk-through-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Says what it was called with, one argument a line, and answers as the issuer does. */
const curl = `#!/bin/sh
{ printf '%s\\n' "$@"; echo --; } >> "$CALLS"
echo '{"id":"ID22","access_token":"lka_new"}'
`;

function pasted(): string[][] {
  const calls = join(folder, 'calls');
  writeFileSync(join(folder, 'curl'), curl);
  chmodSync(join(folder, 'curl'), 0o755);
  writeFileSync(calls, '');
  const env = { PATH: [folder, join(process.execPath, '..'), process.env['PATH']].join(delimiter), CALLS: calls };
  const { status, stderr } = spawnSync('bash', ['-eu'], { input: walkThrough(demo), env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { stdout } = spawnSync('cat', [calls], { encoding: 'utf8' });
  return stdout.split('--\n').filter(Boolean).map((call) => call.trim().split('\n'));
}

describe('the walk-through, pasted into bash', () => {
  const calls = pasted();

  it('issues, verifies, revokes, verifies again and reads the audit log, at the real addresses', () => {
    expect(calls.map((call) => call.find((argument) => argument.startsWith('http')))).toEqual([
      'http://127.0.0.1:4001/automation-tokens',
      'http://127.0.0.1:4002/verify',
      'http://127.0.0.1:4001/automation-tokens/ID22',
      'http://127.0.0.1:4002/verify',
      'http://127.0.0.1:4003/audit-events?token_id=ID22&limit=20',
    ]);
  });

  it('calls each time with the demo’s token', () => {
    for (const call of calls) expect(call).toContain('Authorization: Bearer lka_demo');
  });

  it('presents the new secret, waiting for the write just before', () => {
    const bodies = calls.filter((call) => call.includes('-d')).map((call) => JSON.parse(call[call.indexOf('-d') + 1] ?? '') as unknown);
    const presented = { token: 'lka_new', permission: 'purge:select', service_id: 'www' };
    expect(bodies).toEqual([
      { name: 'ci', role: 'engineer', services: ['www'] },
      { ...presented, at_least: 'ID22@1' },
      { ...presented, at_least: 'ID22@2' },
    ]);
  });
});
