import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ask } from '../../test/gateway.js';
import type { Decision } from './decision.js';
import { type Answered, gatewayServer } from './gateway-server.js';

const fault = new Error('marker');
let server: Server;
let decide: () => Decision;
let draining: boolean;
let answered: Answered[];
let failures: unknown[];

beforeEach(async () => {
  [answered, failures, draining] = [[], [], false];
  decide = () => ({ outcome: 'public' });
  server = gatewayServer({
    expiryNoticeDays: 7,
    decide: () => decide(),
    draining: () => draining,
    answered: (told) => void answered.push(told),
    failed: (error) => void failures.push(error),
    broken: () => undefined,
  });
  await once(server.listen({ host: '127.0.0.1', port: 0 }), 'listening');
});
afterEach(() => void server.close());

const port = (): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};
const nginx = { path: '/auth-request', headers: { 'x-original-uri': '/', 'x-original-method': 'GET', connection: 'keep-alive' } };

it.each([
  ['nginx', nginx],
  ['Envoy', { path: '/ext-authz/' }],
])('a fault refuses as %s understands it, is logged, and tells nothing of itself', async (_, question) => {
  decide = () => {
    throw fault;
  };
  const answer = await ask(port(), question);
  expect(answer).toMatchObject({ status: 403, headers: { 'x-latchkey-error': 'internal', 'x-latchkey-token-id': '' } });
  expect(JSON.stringify(answer)).not.toContain('marker');
  expect(failures).toEqual([fault]);
  expect(answered).toMatchObject([{ decision: { outcome: 'internal' }, status: 403 }]);
  expect(answered[0]?.durationMs).toBeGreaterThan(0);
});

it('a fault of the answer itself refuses as well', async () => {
  const holder = { tokenId: 'T', customerId: 'C', serviceAccountId: 'S', permissions: ['half a pair: \ud800'], expiresAt: Infinity };
  decide = () => ({ outcome: 'allowed', holder });
  for (const question of [nginx, { path: '/ext-authz/' }]) expect(await ask(port(), question)).toMatchObject({ status: 403, headers: { 'x-latchkey-error': 'internal' } });
  expect(failures).toHaveLength(2);
});

it('closes its connections while the service drains, and answers to the end', async () => {
  expect((await ask(port(), nginx)).headers.connection).toBe('keep-alive');
  draining = true;
  const { status, headers } = await ask(port(), nginx);
  expect([status, headers.connection]).toEqual([200, 'close']);
});

it('keeps a request id that is sane, and makes one otherwise', async () => {
  const id = async (given: string): Promise<unknown> => (await ask(port(), { ...nginx, headers: { ...nginx.headers, 'x-request-id': given } })).headers['x-request-id'];
  expect(await id('a-sane-request-id')).toBe('a-sane-request-id');
  expect(await id('a b')).toMatch(/^[0-9a-f-]{36}$/);
});
