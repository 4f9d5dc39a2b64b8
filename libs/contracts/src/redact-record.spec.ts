import { describe, expect, it } from '@jest/globals';
import { containsSecret, mintToken } from '@latchkey/tokens';
import fc from 'fast-check';
import { redactJson, redactRecord } from './redact-record.js';

const secret = mintToken();
const redact = (value: string | Uint8Array): Buffer | null => redactRecord({ key: null, headers: {}, value: Buffer.from(value) }).value;

describe('redactRecord', () => {
  it('replaces secrets in key, header names, headers and value', () => {
    const record = redactRecord({ key: secret, headers: { [secret]: secret }, value: Buffer.from(`not JSON: ${secret}`) });
    expect(record).toEqual({
      key: 'lka_[redacted]',
      headers: { 'lka_[redacted]': 'lka_[redacted]' },
      value: Buffer.from('not JSON: lka_[redacted]'),
    });
  });

  it('passes a tombstone on', () => {
    expect(redactRecord({ key: 'k', headers: {}, value: null })).toEqual({ key: 'k', headers: {}, value: null });
  });

  it('leaves bytes without a secret as they are, UTF-8 or not', () => {
    fc.assert(fc.property(fc.oneof(fc.uint8Array(), fc.json().map((text) => Buffer.from(text))), (bytes) => redact(bytes)?.equals(bytes)));
  });

  it('leaves the bytes around a secret as they are', () => {
    expect(redact(Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(secret), Buffer.from('ü')]))).toEqual(
      Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from('lka_[redacted]ü')]),
    );
  });

  it('finds a secret under a repeated name, which a JSON parser would drop', () => {
    expect(redact(`{"a":"${secret}","a":"${secret.replace('_', '\\u005f')}","a":1}`)?.toString()).toBe('{"a":"lka_[redacted]","a":"lka_[redacted]","a":1}');
  });
});

describe('redactJson', () => {
  it('keeps the meaning of JSON without a secret', () => {
    fc.assert(fc.property(fc.json({ stringUnit: 'binary' }), (text) => redactJson(text) === text));
  });

  it('keeps the meaning of what stands beside a secret, escapes included', () => {
    const value = { quote: '"', backslash: '\\u0041', control: '\u0001', letter: 'A', secret };
    const written = JSON.stringify(value).replace('"A"', '"\\u0041"');
    expect(JSON.parse(redactJson(written))).toEqual({ ...value, secret: 'lka_[redacted]' });
  });

  it('leaves no secret, whichever of its characters are escaped', () => {
    const spelt = fc.array(fc.boolean(), { minLength: 50, maxLength: 50 }).map((escapes) =>
      [...secret].map((one, at) => (escapes[at] ? `\\u00${one.charCodeAt(0).toString(16)}` : one)).join(''),
    );
    fc.assert(fc.property(spelt, (text) => !containsSecret(JSON.parse(redactJson(`"${text}"`)) as string)));
  });
});
