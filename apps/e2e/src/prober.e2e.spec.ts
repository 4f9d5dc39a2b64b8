import { afterAll, expect } from '@jest/globals';
import { built, Children, freePort } from '@latchkey/stack';
import { gauge } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { z } from 'zod';
import { storiesOn } from './stories-on.js';

const children = new Children();
afterAll(() => children.stop());
const made = z.object({ id: z.string() });
const listed = z.object({ data: z.array(z.object({ id: z.string() })) });

/** A customer of its own has the prober’s token, and nobody else’s. */
const story = storiesOn({}, async (system) => {
  const { caller } = system;
  const [issuer, ...verifiers] = await Promise.all([system.start('issuer'), system.start('verifier'), system.start('verifier')]);
  const { id: customer_id } = made.parse(await (await caller.ask(issuer, 'POST', '/customers', { name: 'probe' })).json());
  const token = await caller.issue(issuer, { customer_id, roles: ['token_admin', 'introspector'] });
  const port = String(await freePort());
  const urls = { PROBER_ISSUER_URL: issuer.url, PROBER_VERIFIER_URLS: verifiers.map(({ url }) => url).join(',') };
  // Whether a busy machine is quick is not what is told.
  const times = { PROBER_EVERY_SECONDS: '0.2', PROBER_OBJECTIVE_SECONDS: '20', PROBER_GIVE_UP_SECONDS: '20' };
  const env = { ...process.env, ...urls, ...times, PROBER_PORT: port, PROBER_TOKEN: token.secret };
  const running = await children.start(process.execPath, [built('apps/issuer', 'prober.main.js')], { name: 'prober', layer: 'service', env });
  return { caller, issuer, verifiers, token, customer_id, prober: { url: `http://127.0.0.1:${port}`, running } };
});

story('a prober follows revocations to every verifier, and leaves no token behind', async ({ caller, issuer, verifiers, token, customer_id, prober }) => {
  const rounds = (outcome: string): Promise<number> => gauge(prober, `latchkey_probe_rounds_total\\{outcome="${outcome}"\\}`);
  await eventually(async () => expect(await rounds('in_time')).toBeGreaterThan(2), { timeoutMs: 30_000 });
  expect([await rounds('late'), await rounds('unseen')]).toEqual([0, 0]);
  for (const { url } of verifiers) expect(await gauge(prober, `latchkey_probe_revocation_seen_seconds_count\\{verifier="${new URL(url).host}"\\}`)).toBeGreaterThan(2);

  prober.running.signal('SIGTERM');
  expect(await prober.running.exited).toMatchObject({ code: 0 });
  const { data } = listed.parse(await caller.read(issuer, `/automation-tokens?customer_id=${customer_id}&status=active`));
  expect(data.map(({ id }) => id)).toEqual([token.id]);
});
