import { describe, expect, it } from '@jest/globals';
import { namedGroups, type TopicName } from '@latchkey/contracts';
import { EventProducer, lookAtGroups } from '@latchkey/kafka';
import { gauge, readTopic } from '@latchkey/stack/clients';
import { keptVersions, type KeptRecord, presentVersion, readKept } from '@latchkey/stack/records';
import { eventually } from '@latchkey/testing';
import { Client } from 'pg';
import { storiesOn } from './stories-on.js';

const patience = { timeoutMs: 60_000, intervalMs: 300 };
const audited = ['token-events', 'token-usage', 'activity'] as const;

it('records of the present version are kept, for those that come after it', () => {
  expect(keptVersions()).toContain(presentVersion());
});

/** Tokens that readers of all states know. */
function liveIn(states: readonly KeptRecord[]): string[] {
  const live = new Set<string>();
  for (const { key, value, headers } of states) {
    if (value === null) live.delete(key);
    else if (headers['ce_type']?.endsWith('token.state.v1')) live.add(key);
  }
  return [...live];
}

async function tokensOfNotifier(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('select id from notifier.tokens order by id').finally(() => client.end());
  return rows.map(({ id }) => id);
}

describe.each(keptVersions())('what version %s has written', (version) => {
  const records = readKept(version);
  const of = (topic: TopicName): readonly KeptRecord[] => records.get(topic) ?? [];

  const story = storiesOn({}, async (system) => {
    const producer = new EventProducer(system.client);
    for (const all of records.values()) await producer.send(all);
    await producer.onApplicationShutdown();
    const [verifier, auditor, notifier] = await Promise.all([system.launch('verifier'), system.launch('auditor'), system.launch('notifier')]);
    return { system, verifier, auditor, notifier };
  });

  story('each service reads: it knows the tokens, records every event, and sets nothing aside', async ({ system, verifier, auditor }) => {
    const live = liveIn(of('token-state')).sort();
    expect(live.length).toBeGreaterThan(0);
    await eventually(async () => {
      expect(await gauge(verifier, 'latchkey_keyring_tokens')).toBe(live.length);
      expect(await gauge(verifier, 'latchkey_keyring_unreadable_total')).toBe(0);
      expect(await tokensOfNotifier(system.databaseUrl)).toEqual(live);
      for (const topic of audited) {
        // And what the notifier, which is new to these tokens, announces of them.
        expect(await gauge(auditor, `latchkey_audit_records_ingested_total\\{topic="${topic}"\\}`)).toBeGreaterThanOrEqual(of(topic).length);
        expect(await gauge(auditor, `latchkey_audit_records_unreadable_total\\{topic="${topic}"\\}`)).toBe(0);
      }
    }, patience);
    await system.launch('issuer');
    const groups = namedGroups.map(({ group }) => group);
    await eventually(async () => {
      const found = await lookAtGroups(system.client, groups);
      expect(found.filter(({ group, read }) => group !== 'auditor-checkpoints' && read.length === 0)).toEqual([]);
      expect(found.flatMap(({ group, read }) => read.filter(({ next, high }) => next < high).map(({ topic }) => `${group} ${topic}`))).toEqual([]);
    }, patience);
    for (const dead of ['token-events.dead', 'token-usage.dead', 'activity.dead'] as const) expect(await readTopic(system.client, dead)).toEqual([]);
  });

  story('whoever reads the audit topics reads', async ({ system }) => {
    for (const topic of ['audit', 'audit-checkpoints'] as const) {
      const read = await readTopic(system.client, topic);
      expect(read.length).toBeGreaterThanOrEqual(of(topic).length);
      expect(read.filter(({ decoded }) => decoded.kind !== 'event')).toEqual([]);
    }
  });
});
