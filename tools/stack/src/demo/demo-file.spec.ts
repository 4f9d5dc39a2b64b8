import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
  it('keeps customer and token, brings the addresses up to date, and stays readable by its owner alone', () => {
    const path = join(folder, 'demo.json');
    writeFileSync(path, JSON.stringify(earlier), { mode: 0o644 });
    const renewed = renewDemo(addresses, path);
    expect(renewed).toEqual({ customer_id: 'c', access_token: 'secret', ...addresses });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(renewed);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is none where there is no file, or one that says something else', () => {
    const path = join(folder, 'other.json');
    expect(renewDemo(addresses, path)).toBeUndefined();
    writeFileSync(path, '{"access_token":"secret"}');
    expect(renewDemo(addresses, path)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('{"access_token":"secret"}');
  });
});
