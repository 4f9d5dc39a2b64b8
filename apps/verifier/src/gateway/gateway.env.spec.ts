import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { gatewayEnv } from './gateway.env.js';

const schema = z.object(gatewayEnv);
const key = 'k'.repeat(32);
const linesFor = (env: Record<string, string>): readonly string[] => {
  const result = readEnv(schema, env);
  return result.ok ? [] : result.lines;
};

let scratch: string;
beforeAll(() => void (scratch = mkdtempSync(join(tmpdir(), 'latchkey-rules-'))));
afterAll(() => rmSync(scratch, { recursive: true }));
const written = (text: string): string => {
  const file = join(scratch, 'rules.json');
  writeFileSync(file, text);
  return file;
};

describe('the environment of a verifier’s gateway port', () => {
  it('is one without keys, and so without a port, unless told otherwise', () => {
    const defaults = { VERIFIER_GATEWAY_PORT: 3012, VERIFIER_GATEWAY_RULES: [], VERIFIER_GATEWAY_TRUST_HEADERS: 'false', VERIFIER_GATEWAY_PROXY_COUNT: 1 };
    const result = readEnv(schema, {});
    expect(result).toMatchObject({ ok: true, env: defaults });
    expect(result.ok && result.env.VERIFIER_GATEWAY_KEYS).toBeUndefined();
  });

  it('holds keys, customers and rules', () => {
    const rules = written('[{"methods":["GET"],"path":"/a","permission":"a:b"},{"path":"/c","public":true}]');
    const env = { VERIFIER_GATEWAY_KEYS: `${key},${key}x`, VERIFIER_GATEWAY_CUSTOMERS: 'C'.repeat(22), VERIFIER_GATEWAY_RULES: rules };
    expect(readEnv(schema, env)).toMatchObject({
      ok: true,
      env: {
        VERIFIER_GATEWAY_KEYS: [key, `${key}x`],
        VERIFIER_GATEWAY_CUSTOMERS: ['C'.repeat(22)],
        VERIFIER_GATEWAY_RULES: [{ methods: ['GET'], path: '/a', permission: 'a:b', public: false }, { path: '/c', public: true }],
      },
    });
  });

  it.each([
    ['VERIFIER_GATEWAY_KEYS', 'marker'],
    ['VERIFIER_GATEWAY_KEYS', `${key},marker`],
    ['VERIFIER_GATEWAY_KEYS', `${key},`],
    ['VERIFIER_GATEWAY_KEYS', `${key} marker`],
    ['VERIFIER_GATEWAY_PORT', '65536'],
    ['VERIFIER_GATEWAY_RULES', '/marker'],
    ['VERIFIER_GATEWAY_TRUST_HEADERS', 'marker'],
    ['VERIFIER_GATEWAY_PROXY_COUNT', '0'],
    ['VERIFIER_GATEWAY_ADDRESS_HEADER', 'a marker'],
    ['VERIFIER_GATEWAY_CUSTOMERS', 'marker'],
    ['VERIFIER_GATEWAY_RATE_LIMIT_PER_MINUTE', '-1'],
    ['VERIFIER_GATEWAY_EXPIRY_NOTICE_DAYS', '366'],
  ])('names %s where it is wrong, and does not repeat %s', (name, value) => {
    const lines = linesFor({ [name]: value });
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
    expect(lines.join('')).not.toContain('marker');
  });

  it.each([
    ['{"marker"', 'it is not JSON'],
    ['{}', 'file: expected an array'],
    ['[{"path":"/a","permission":"a:b"},{"path":"/marker"}]', '1: names no permission and is not public, or both'],
    ['[{"path":"marker","permission":"a:b"}]', '0.path: '],
    ['[{"path":"/a","permission":"marker"}]', '0.permission: '],
  ])('says what is wrong with rules: %s', (text, why) => {
    const lines = linesFor({ VERIFIER_GATEWAY_RULES: written(text) });
    expect(lines).toEqual([expect.stringContaining(`VERIFIER_GATEWAY_RULES: cannot be used: ${why}`)]);
    expect(lines.join('')).not.toContain('marker');
  });
});
