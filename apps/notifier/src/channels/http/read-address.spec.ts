import { describe, expect, it } from '@jest/globals';
import { readAddress } from './read-address.js';

const secureOnly = { allowHttp: false };

describe('readAddress', () => {
  it('takes an address apart', () => {
    expect(readAddress('https://hooks.example.com/a/b?c=d#e', secureOnly)).toEqual({ secure: true, hostname: 'hooks.example.com', isLiteral: false, port: 443, path: '/a/b?c=d' });
    expect(readAddress('http://[2001:db8::1]:8080', { allowHttp: true })).toEqual({ secure: false, hostname: '2001:db8::1', isLiteral: true, port: 8080, path: '/' });
  });

  it.each(['https://127.1/', 'https://0x7f000001/', 'https://2130706433/', 'https://0177.0.0.1/', 'https://127.0.0.1./'])('sees the loopback address in %s', (address) => {
    expect(readAddress(address, secureOnly)).toMatchObject({ hostname: '127.0.0.1', isLiteral: true });
  });

  it.each(['', 'hooks.example.com', '/path', 'ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'https://', 'https://user@example.com/', 'https://:password@example.com/', 'https://example.com:99999/'])(
    'refuses %j',
    (address) => expect(readAddress(address, { allowHttp: true })).toBeUndefined(),
  );

  it('refuses http unless it is allowed', () => {
    expect(readAddress('http://example.com/', secureOnly)).toBeUndefined();
    expect(readAddress('http://example.com/', { allowHttp: true })).toMatchObject({ secure: false, port: 80 });
  });

  it('refuses the ports of other protocols', () => {
    for (const port of [22, 25, 53, 587, 993, 1023]) expect(readAddress(`https://example.com:${port}/`, secureOnly)).toBeUndefined();
    for (const port of [80, 443, 1024, 8443, 65535]) expect(readAddress(`https://example.com:${port}/`, secureOnly)).toMatchObject({ port });
  });
});
