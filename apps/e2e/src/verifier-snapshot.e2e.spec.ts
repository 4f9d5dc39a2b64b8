import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect } from '@jest/globals';
import type { Service } from '@latchkey/stack';
import { type Caller, gauge, problemIn } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { z } from 'zod';
import { aToken, type FedToken, revoked, StateFeed } from './state-feed.js';
import { storiesOn } from './stories-on.js';

/** More take longer. */
const many = z.coerce.number().int().min(1_000).default(100_000).parse(process.env['VERIFIER_TOKENS']);
const sceneMs = 120_000 + many / 2;
const askEveryMs = 10;
const directory = mkdtempSync(join(tmpdir(), 'latchkey-snapshot-'));
const snapshot = { VERIFIER_SNAPSHOT: join(directory, 'snapshot') };
let feed: StateFeed | undefined;
afterAll(async () => {
  await feed?.close();
  rmSync(directory, { recursive: true });
});

const story = storiesOn({ ownKafka: {}, sceneMs }, async (system) => {
  feed = await new StateFeed(system.client).open();
  await feed.fill(many);
  const tokens = { kept: aToken(), doomed: aToken(), gone: revoked(aToken()) };
  await feed.tell(...Object.values(tokens));
  const verifier = await system.launch('verifier', snapshot);
  await verifier.ready();
  return { system, feed, caller: feed.caller, ...tokens, running: { verifier } };
});

const recordsRead = (verifier: Service): Promise<number> =>
  gauge(verifier, 'latchkey_consumer_records_total\\{consumer="replica.token-state",topic="token-state"\\}');

/** What it says of a token; of what it is not ready for, that. */
async function answerOf(caller: Caller, verifier: Service, { secret }: FedToken): Promise<string> {
  const response = await caller.ask(verifier, 'POST', '/verify', { token: secret });
  if (!response.ok) return (await problemIn(response)).code;
  return (await caller.verify(verifier, { secret })).reason ?? 'allowed';
}

story('a verifier reads on from its snapshot, and before it answers knows what was revoked while it was away (invariants 4 and 5)', async ({ system, feed, caller, kept, doomed, running }) => {
  expect(await answerOf(caller, running.verifier, doomed)).toBe('allowed');
  expect(await recordsRead(running.verifier)).toBeGreaterThan(many);
  await running.verifier.stop();
  expect(statSync(snapshot.VERIFIER_SNAPSHOT).mode & 0o777).toBe(0o600);
  await feed.tell(revoked(doomed));

  running.verifier = await system.launch('verifier', snapshot);
  const answers: string[] = [];
  while (answers.at(-1) !== 'revoked') answers.push(await answerOf(caller, running.verifier, doomed));
  expect(answers.filter((answer) => answer !== 'not_ready' && answer !== 'revoked')).toEqual([]);
  await running.verifier.ready();
  expect(await answerOf(caller, running.verifier, kept)).toBe('allowed');
  expect(await gauge(running.verifier, 'latchkey_keyring_tokens')).toBe(many + 4);
  expect(await recordsRead(running.verifier)).toBeLessThan(1_000);
  expect(await gauge(running.verifier, 'latchkey_keyring_snapshot_age_seconds')).toBeGreaterThan(0);
  expect(await gauge(running.verifier, 'latchkey_keyring_snapshot_bytes')).toBeGreaterThan(many * 96);
});

story('a verifier whose broker restarts goes on answering as before, and reads on where it was (invariants 4 and 5)', async ({ system, feed, caller, kept, gone, running: { verifier } }) => {
  const before = await recordsRead(verifier);
  const answers = new Set<string>();
  let over = false;
  const asking = (async (): Promise<void> => {
    while (!over) {
      for (const [name, token] of Object.entries({ kept, gone })) answers.add(`${name} ${await answerOf(caller, verifier, token)}`);
      await pause(askEveryMs);
    }
  })();
  await system.kafka.stop();
  await system.kafka.restart();
  const next = aToken();
  await eventually(() => feed.tell(next), { timeoutMs: 60_000, intervalMs: 200 });
  await eventually(async () => expect(await answerOf(caller, verifier, next)).toBe('allowed'), { timeoutMs: 60_000 });
  over = true;
  await asking;
  expect(answers).toEqual(new Set(['kept allowed', 'gone revoked']));
  expect((await recordsRead(verifier)) - before).toBeLessThan(1_000);
  expect(await gauge(verifier, 'latchkey_keyring_rebuilds_total')).toBe(0);
});
