import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { renewDemo } from './demo-file.js';

const folder = mkdtempSync(join(tmpdir(), 'demo-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const addresses = {
  issuer_url: 'http://127.0.0.1:4001',
  verifier_url: 'http://127.0.0.1:4002',
  auditor_url: 'http://127.0.0.1:4003',
  notifier_url: 'http://127.0.0.1:4004',
  kafka_brokers: '127.0.0.1:9192',
  database_url: 'postgres://postgres@127.0.0.1:5433/postgres',
};
const earlier = { customer_id: 'c', access_token: 'secret', ...addresses, issuer_url: 'http://127.0.0.1:3001', kafka_brokers: '127.0.0.1:9092' };

describe('renewDemo', () => {
  const [kept, path] = [join(folder, 'kept.json'), join(folder, 'demo.json')];

  it('keeps customer and token, brings the addresses up to date, and is readable by its owner alone', () => {
    writeFileSync(kept, JSON.stringify(earlier));
    writeFileSync(path, '{"of":"other data"}', { mode: 0o644 });
    const renewed = renewDemo(addresses, kept, path);
    expect(renewed).toEqual({ customer_id: 'c', access_token: 'secret', ...addresses });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(renewed);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is none where none was kept, or what says something else, and leaves none of other data', () => {
    const none = join(folder, 'none.json');
    writeFileSync(path, '{"of":"other data"}');
    expect(renewDemo(addresses, none, path)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
    writeFileSync(none, '{"access_token":"secret"}');
    expect(renewDemo(addresses, none, path)).toBeUndefined();
    expect(readFileSync(none, 'utf8')).toBe('{"access_token":"secret"}');
  });
});
