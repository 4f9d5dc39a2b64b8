import { afterAll, expect } from '@jest/globals';
import type { Service } from '@latchkey/stack';
import { type Caller, gauge, sequencesOfStates } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { compactAtOnce } from './compact-at-once.js';
import { lineToPostgres } from './line-to-postgres.js';
import { storiesOn } from './stories-on.js';

const line = lineToPostgres();
afterAll(() => line.cut());

const story = storiesOn({ ownKafka: { 'log.cleaner.backoff.ms': '200' } }, async (system) => {
  await line.open();
  const verifier = system.start('verifier');
  const leader = await system.start('issuer', { RELAY_DATABASE_URL: line.at(system.databaseUrlOf('issuer')) });
  await eventually(async () => expect(await gauge(leader, 'latchkey_outbox_leading')).toBe(1));
  return { system, leader, standby: await system.start('issuer'), verifier: await verifier };
});

/**
 * The leader has read a row and is at the first step of sending it when everything about it stops: the process, and its session with Postgres, of whose end
 * it therefore does not hear. Woken, it sends on; what it sends is older than what its successor has sent since.
 */
story('what a frozen relay sends too late does not outlive compaction: the revoked stays refused (invariant 3)', async ({ system, leader, standby, verifier }) => {
  const { caller, kafka, client } = system;
  const allowed = { active: true, allowed: true };
  const kept = await caller.issue(leader);
  await eventually(async () => expect(await caller.verify(verifier, kept, kept)).toMatchObject(allowed));
  await betweenHeartbeats(caller, verifier);
  kafka.freeze();
  const doomed = await caller.issue(leader);
  await eventually(async () => expect(await gauge(leader, 'latchkey_outbox_depth')).toBeGreaterThan(0));
  leader.freeze();
  line.goDead();
  kafka.thaw();

  await eventually(async () => expect(await caller.verify(verifier, doomed, doomed)).toMatchObject(allowed), { timeoutMs: 30_000 });
  const revocation = await caller.revoke(standby, doomed);
  const refused = { active: false, reason: 'revoked', sequence: 2 };
  expect(await caller.verify(verifier, doomed, revocation)).toMatchObject(refused);
  leader.thaw();
  await eventually(() => expect(system.lines).toContainEqual(expect.stringContaining('The relay of issuer starts over')), { timeoutMs: 30_000 });

  const highest = new Map([...(await sequencesOfStates(client, { uncommitted: true }))].map(([id, all]) => [id, [Math.max(...all)]]));
  expect(highest.get(doomed.id)).toEqual([2]);
  await compactAtOnce(client, 'token-state');
  await eventually(async () => expect(await sequencesOfStates(client, { uncommitted: true })).toEqual(highest), { timeoutMs: 30_000, intervalMs: 500 });
  const cold = await system.start('verifier');
  for (const each of [verifier, cold]) {
    expect(await caller.verify(each, doomed)).toMatchObject(refused);
    expect(await caller.verify(each, kept)).toMatchObject(allowed);
  }
});

/** The last heartbeat is over and the next not due, so that what the leader takes up next is what is written next. */
async function betweenHeartbeats(caller: Caller, verifier: Service): Promise<void> {
  await eventually(async () => {
    const { staleness_ms: ageMs } = await caller.verify(verifier, caller);
    expect(ageMs).toBeGreaterThan(200);
    expect(ageMs).toBeLessThan(600);
  });
}
