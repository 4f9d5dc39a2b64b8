import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Metrics } from '@latchkey/runtime';
import { HttpHost } from '../../test/http-host.js';
import { TestIssuer } from '../../test/issuer.js';
import { ProbeRevocation } from './probe-revocation.js';
import { ProbedIssuer } from './probed-issuer.js';
import type { ProberSettings } from './prober-settings.js';
import { ProberMetrics } from './prober.metrics.js';

const issuer = TestIssuer.ofFile();

/** What stands where a verifier is asked, and knows of changes as a test wants it to. */
let hears: (secret: string) => Promise<boolean | undefined>;
const answer: RequestListener = (request, response) => {
  let text = '';
  request.on('data', (part: Buffer) => (text += String(part))).once('end', () => {
    const { token } = JSON.parse(text) as { token: string };
    void hears(token).then((active) => (active === undefined ? response.writeHead(503).end() : response.end(JSON.stringify({ active }))));
  });
};
const verifiers = [new HttpHost(answer), new HttpHost(answer)];
let token: string;
let metrics: Metrics;
beforeAll(async () => {
  for (const verifier of verifiers) await verifier.open();
  const { customer_id } = await issuer.customer();
  token = (await issuer.holder({ customer_id, roles: ['token_admin', 'introspector'] })).secret;
});
afterAll(() => Promise.all(verifiers.map((verifier) => verifier.close())));
beforeEach(() => {
  metrics = new Metrics();
});

/** As the issuer has it, whether the secret that was asked about is good. */
const isGood = async (secret: string): Promise<boolean> => (await issuer.call('/tokens/self', { by: secret })).status === 200;

async function probe(more: Partial<ProberSettings> = {}, signal = new AbortController().signal): Promise<void> {
  const verifierUrls = verifiers.map(({ url }) => url);
  const settings = { token, issuerUrl: issuer.url, verifierUrls, everyMs: 1_000, objectiveSeconds: 5, giveUpMs: 300, ...more };
  await new ProbeRevocation(settings, new ProbedIssuer(settings), new ProberMetrics(metrics)).execute(signal);
}

async function counted(name: string): Promise<Record<string, number>> {
  const { values = [] } = (await metrics.getSingleMetric(`latchkey_probe_${name}`)?.get()) ?? {};
  return Object.fromEntries(values.filter(({ value }) => value > 0).map(({ labels, value }) => [Object.values(labels).join(), value]));
}

const lastIssued = async (): Promise<{ status: string; permissions: string[]; expiresInSeconds: number }> => {
  const [row] = await issuer.dataSource.query<{ status: string; permissions: string[]; seconds: string }[]>(
    `select status, permissions, extract(epoch from expires_at - created_at) as seconds from issuer.tokens where name = 'probe' order by id desc limit 1`,
  );
  if (!row) throw new Error('no token was issued');
  return { status: row.status, permissions: row.permissions, expiresInSeconds: Number(row.seconds) };
};

it('counts a revocation that all know of, and how long each took', async () => {
  hears = isGood;
  await probe();
  expect(await counted('rounds_total')).toEqual({ in_time: 1 });
  expect(await counted('failures_total')).toEqual({});
  const text = await metrics.metrics();
  for (const { port } of verifiers) expect(text).toContain(`latchkey_probe_revocation_seen_seconds_count{verifier="127.0.0.1:${port}"} 1`);
});

it('issues what may do nothing and does not last, for the one account, and leaves it revoked', async () => {
  hears = isGood;
  await probe();
  expect(await lastIssued()).toMatchObject({ status: 'revoked', permissions: [] });
  expect((await lastIssued()).expiresInSeconds).toBeLessThanOrEqual(600);
  const [accounts] = await issuer.dataSource.query<{ count: number }[]>(`select count(distinct service_account_id)::int as count from issuer.tokens where name = 'probe'`);
  expect(accounts?.count).toBe(1);
});

it('counts one that takes too long as late', async () => {
  hears = isGood;
  await probe({ objectiveSeconds: 0 });
  expect(await counted('rounds_total')).toEqual({ late: 1 });
});

it('counts one that a verifier does not know of as unseen', async () => {
  hears = async () => true;
  await probe();
  expect(await counted('rounds_total')).toEqual({ unseen: 1 });
});

it('judges by nobody who has not allowed the token, and revokes it all the same', async () => {
  hears = async () => false;
  await probe();
  expect(await counted('rounds_total')).toEqual({});
  expect(await counted('failures_total')).toEqual({ allow: 2 });
  expect((await lastIssued()).status).toBe('revoked');
});

it('does not take silence for a refusal', async () => {
  hears = async (secret) => ((await isGood(secret)) ? true : undefined);
  await probe();
  expect(await counted('rounds_total')).toEqual({});
  expect(await counted('failures_total')).toEqual({ refuse: 2 });
});

it.each<[string, Partial<ProberSettings>, RegExp]>([
  ['find', { verifierUrls: ['http://verifier.invalid:3002'] }, /verifier\.invalid/],
  ['issue', { token: 'lka_unknown' }, /^GET \/tokens\/self answered 401$/],
])('says that it could not %s', async (step, settings, why) => {
  await expect(probe(settings)).rejects.toThrow(why);
  expect(await counted('failures_total')).toEqual({ [step]: 1 });
});

it('told to stop, revokes what it has issued and counts nothing', async () => {
  const ending = new AbortController();
  hears = async () => {
    ending.abort();
    return false;
  };
  await probe({ giveUpMs: 60_000 }, ending.signal);
  expect((await lastIssued()).status).toBe('revoked');
  expect([await counted('rounds_total'), await counted('failures_total')]).toEqual([{}, {}]);
});
