import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { isAccepted } from './is-accepted.js';

const open: Server[] = [];
afterEach(() => open.splice(0).forEach((server) => server.close()));

type Reply = readonly [status: number, body: object];

/** Answers each call with the next of the replies, then with the last again. */
async function answering(...replies: Reply[]): Promise<{ url: string; callers: (string | undefined)[] }> {
  const callers: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    callers.push(request.headers.authorization);
    const [status, body] = (replies.length > 1 ? replies.shift() : replies[0]) ?? [500, {}];
    response.writeHead(status).end(JSON.stringify(body));
  });
  open.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, callers };
}

const demo = { customer_id: 'c', access_token: 'lka_demo', notifier_url: 'http://127.0.0.1:1', kafka_brokers: 'k:1', database_url: 'postgres://d' };

describe('isAccepted', () => {
  it('is false where the issuer refuses the token, whatever the others say', async () => {
    const [issuer, other] = [await answering([401, {}]), await answering([200, { active: true }])];
    expect(await isAccepted({ ...demo, issuer_url: issuer.url, verifier_url: other.url, auditor_url: other.url })).toBe(false);
    expect(issuer.callers).toEqual(['Bearer lka_demo']);
    expect(other.callers).toEqual([]);
  });

  it('waits until the verifier finds it active and the auditor knows it', async () => {
    const issuer = await answering([200, {}]);
    const verifier = await answering([401, {}], [200, { active: false }], [200, { active: true }]);
    const auditor = await answering([401, {}], [200, {}]);
    expect(await isAccepted({ ...demo, issuer_url: issuer.url, verifier_url: verifier.url, auditor_url: auditor.url })).toBe(true);
    expect(verifier.callers).toHaveLength(4);
    expect(auditor.callers).toHaveLength(2);
  });
});
