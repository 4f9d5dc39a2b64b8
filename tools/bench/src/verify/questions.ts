import { serviceOf } from '../keyring/many-states.js';

export const permission = 'purge:select';
export const gatewayKey = 'bench-gateway-key-of-32-characters';
/** What the gateway’s requests need. */
export const gatewayRules = [{ methods: ['POST'], path: '/service/{service_id}/purge/*', permission }];

type Headers = Readonly<Record<string, string>>;

function request(method: string, path: string, headers: Headers, body = ''): string {
  const length: Headers = body === '' ? {} : { 'content-length': String(body.length) };
  const head = Object.entries({ host: '127.0.0.1', ...headers, ...length }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${body}`;
}

/** As nginx asks for a request that came to it. */
export function authRequest(secret: string, n: number): string {
  return request('GET', '/auth-request', {
    'x-gateway-key': gatewayKey,
    'x-original-method': 'POST',
    'x-original-uri': `/service/${serviceOf(n)}/purge/article`,
    'x-forwarded-for': '192.0.2.1',
    authorization: `Bearer ${secret}`,
    'user-agent': 'bench/1.0',
  });
}

export function verifyRequest(caller: string, secret: string, n: number): string {
  const body = JSON.stringify({ token: secret, permission, service_id: serviceOf(n) });
  return request('POST', '/verify', { authorization: `Bearer ${caller}`, 'content-type': 'application/json' }, body);
}

/** RFC 7662. */
export function introspectRequest(path: string, authorization: string, token: string): string {
  return request('POST', path, { authorization, 'content-type': 'application/x-www-form-urlencoded' }, `token=${token}`);
}
