import { expect } from '@jest/globals';
import type { Service } from '@latchkey/stack';
import { firstOfEach, gauge, sequencesOfStates } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { Load } from './load.js';
import { storiesOn } from './stories-on.js';

const kills = 5;
/** A quiet machine takes well below one second. */
const withinMs = 3_000;

const story = storiesOn({ ownKafka: {} }, async (system) => {
  const verifier = system.start('verifier');
  const issuers = [await system.start('issuer'), await system.start('issuer')] as const;
  return { system, issuers, verifier: await verifier };
});

const isLeading = async (issuer: Service): Promise<boolean> => (await gauge(issuer, 'latchkey_outbox_leading')) === 1;

story('of two issuers both tell how many records wait and since when, whichever of them relays', async ({ system, issuers }) => {
  const { caller, kafka } = system;
  const expectEverywhere = (check: (depth: number, ageSeconds: number) => void): Promise<void> =>
    eventually(async () => {
      for (const issuer of issuers) check(await gauge(issuer, 'latchkey_outbox_depth'), await gauge(issuer, 'latchkey_outbox_oldest_age_seconds'));
    });
  await eventually(async () => expect(await Promise.all(issuers.map(isLeading))).toContain(true));
  expect((await Promise.all(issuers.map(isLeading))).sort()).toEqual([false, true]);
  await expectEverywhere((depth, age) => expect({ depth, age }).toEqual({ depth: 0, age: 0 }));
  kafka.freeze();
  const since = performance.now();
  for (const issuer of issuers) await caller.issue(issuer);
  const issuedWithinSeconds = (performance.now() - since) / 1000;
  await expectEverywhere((depth, age) => {
    expect(depth).toBe(4);
    // As of the last second.
    const elapsed = (performance.now() - since) / 1000;
    expect(age).toBeLessThanOrEqual(elapsed);
    expect(age).toBeGreaterThan(elapsed - issuedWithinSeconds - 2);
    expect(age).toBeGreaterThan(1);
  });
  kafka.thaw();
  await expectEverywhere((depth, age) => expect({ depth, age }).toEqual({ depth: 0, age: 0 }));
});

story('an issuer takes over at once from one that is killed amid its work, and nothing is lost or reordered (invariants 2 and 3)', async ({ system, issuers, verifier }) => {
  const { caller } = system;
  let [leader, standby]: Service[] = (await isLeading(issuers[0])) ? [...issuers] : [...issuers].reverse();
  const gaps: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const load = new Load(caller, standby as Service, 4);
    await eventually(() => expect(load.changes).toBeGreaterThan(20));
    const killed = performance.now();
    await leader?.kill();
    const first = await caller.issue(standby as Service);
    expect(await caller.verify(verifier, first, first)).toMatchObject({ active: true });
    gaps.push(performance.now() - killed);
    await load.end();
    await eventually(async () => {
      const found = await sequencesOfStates(system.client);
      for (const [id, last] of load.acknowledged) expect(firstOfEach(found.get(id))).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    });
    [leader, standby] = [standby, await system.start('issuer')];
    expect(await isLeading(leader as Service)).toBe(true);
  }
  process.stderr.write(`from SIGKILL to the first token known to a verifier, in ms: ${gaps.map(Math.round).join(', ')}\n`);
  expect(Math.max(...gaps)).toBeLessThan(withinMs);
});
