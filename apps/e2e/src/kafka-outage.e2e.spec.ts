import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { KafkaClient } from '@latchkey/kafka';
import { firstOfEach, gauge, type Issued, problemIn, readAudit, sequencesOfEvents, sequencesOfStates } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { z } from 'zod';
import { Load } from './load.js';
import { storiesOn } from './stories-on.js';

const boundSeconds = 10;
/** A longer one leaves more to send afterwards. */
const outageSeconds = z.coerce.number().int().min(1).default(15).parse(process.env['KAFKA_OUTAGE_SECONDS']);

const story = storiesOn({ ownKafka: {} }, async (system) => {
  const [issuer, auditor, verifier] = await Promise.all([
    system.start('issuer'),
    system.start('auditor'),
    system.start('verifier', { VERIFIER_STALENESS_BOUND_SECONDS: String(boundSeconds) }),
  ]);
  return { system, caller: system.caller, kafka: system.kafka, issuer, auditor, verifier };
});

story('without Kafka each service does its own job, and afterwards nothing is lost (invariant 10)', async (scene) => {
  const { system, caller, kafka, issuer, auditor, verifier } = scene;
  const issued: Issued[] = [];
  const issueDuring = async (work: Promise<void>): Promise<void> => {
    let working = true;
    const done = work.finally(() => (working = false));
    while (working) issued.push(await caller.issue(issuer));
    await done;
  };
  const kept = await caller.issue(issuer);
  const doomed = await caller.issue(issuer);
  for (const token of [kept, doomed]) expect(await caller.verify(verifier, token, token)).toMatchObject({ allowed: true });
  await eventually(async () => expect(await caller.trail(auditor, kept)).not.toEqual([]));

  await issueDuring(kafka.stop());
  const known = await caller.verify(verifier, kept);
  expect(known).toMatchObject({ active: true, allowed: true });
  expect(known.staleness_ms).toBeLessThan(boundSeconds * 1000);
  const revocation = await caller.revoke(issuer, doomed);
  expect(await caller.trail(auditor, kept)).not.toEqual([]);
  const cold = await system.launch('verifier');
  expect((await caller.ask(cold, 'GET', '/health/ready')).status).toBe(503);
  expect(await problemIn(await caller.ask(cold, 'POST', '/verify', { token: doomed.secret }))).toEqual({ status: 503, code: 'not_ready' });
  await eventually(async () => expect(await caller.verify(verifier, kept)).toMatchObject({ active: false, reason: 'stale' }), { timeoutMs: 20_000 });

  await issueDuring(kafka.restart());
  await cold.ready();
  for (const each of [verifier, cold]) {
    await eventually(async () => expect(await caller.verify(each, doomed, revocation)).toMatchObject({ active: false, reason: 'revoked' }), { timeoutMs: 20_000 });
    for (const token of [kept, ...issued]) expect(await caller.verify(each, token, token)).toMatchObject({ active: true, allowed: true });
  }
  const facts = [kept, doomed, ...issued].map(({ id }) => `token.issued ${id}`).concat(`token.revoked ${doomed.id}`);
  await eventually(async () => expect(await factsAudited(system.client)).toEqual(expect.arrayContaining(facts)), { timeoutMs: 20_000, intervalMs: 500 });
  const repeated = (await factsAudited(system.client)).filter((fact, index, all) => facts.includes(fact) && all.indexOf(fact) !== index);
  expect(repeated).toEqual([]);
});

story('what changes under load while Kafka is killed arrives in order and without a gap, and no request fails (invariants 2, 3 and 10)', async (scene) => {
  const { system, caller, kafka, issuer } = scene;
  const load = new Load(caller, issuer, 4);
  await eventually(() => expect(load.changes).toBeGreaterThan(100));
  await kafka.kill();
  const before = load.changes;
  await pause(outageSeconds * 1_000);
  expect(load.changes - before).toBeGreaterThan(100);
  await kafka.restart();
  await load.end();
  await eventually(async () => expect(await gauge(issuer, 'latchkey_outbox_depth')).toBe(0), { timeoutMs: 60_000, intervalMs: 500 });
  const gapless = new Map([...load.acknowledged].map(([id, last]) => [id, Array.from({ length: last }, (_, index) => index + 1)]));
  for (const read of [sequencesOfStates, sequencesOfEvents]) {
    await eventually(async () => {
      const found = await read(system.client);
      expect(new Map([...gapless.keys()].map((id) => [id, firstOfEach(found.get(id))]))).toEqual(gapless);
      expect([...gapless].filter(([id, all]) => found.get(id)?.at(-1) !== all.at(-1))).toEqual([]);
    }, { timeoutMs: 60_000, intervalMs: 1000 });
  }
}, 240_000 + outageSeconds * 1_000);

async function factsAudited(client: KafkaClient): Promise<string[]> {
  const records = await readAudit(client);
  return records.filter(({ duplicate_of: earlier }) => earlier === null).map(({ action, target_id: id }) => `${action} ${id}`);
}
