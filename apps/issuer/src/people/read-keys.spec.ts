import { describe, expect, it } from '@jest/globals';
import { keysAddressIn } from './read-keys.js';

const issuer = 'https://id.example.com';

describe('the address of the keys of a provider', () => {
  it('may be on another host', () => {
    expect(keysAddressIn({ issuer, jwks_uri: 'https://keys.example.net/v1' }, issuer)).toBe('https://keys.example.net/v1');
  });

  it('is never a plain one for a provider that is not (a process of this machine that speaks for it)', () => {
    expect(() => keysAddressIn({ issuer, jwks_uri: 'http://127.0.0.1/keys' }, issuer)).toThrow('its keys at an address that is not https');
  });

  it('may be a plain one on the same machine', () => {
    const local = 'http://127.0.0.1:8080';
    expect(keysAddressIn({ issuer: local, jwks_uri: `${local}/keys` }, local)).toBe(`${local}/keys`);
  });
});
