import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { encodeEvent, type OutgoingRecord, tokenExpired, tokenUsed } from '@latchkey/contracts';
import { EventProducer, type KafkaClient } from '@latchkey/kafka';
import type { Service } from '@latchkey/stack';
import { readAudit, readTopic } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { Client } from 'pg';
import { z } from 'zod';
import { storiesOn } from './stories-on.js';
import type { System } from './system.js';

/** More take longer and find more; for the first half of them one auditor has all the work, then two share it. */
const kills = z.coerce.number().int().min(2).default(6).parse(process.env['AUDITOR_KILLS']);
const recordsPerKill = 2_000;
const amidMs = 100;
const storyMs = 120_000 + kills * 30_000;

const story = storiesOn({ ownKafka: { 'group.min.session.timeout.ms': '1000' } }, async (system) => {
  const database = new Client({ connectionString: system.databaseUrl });
  await database.connect();
  return { system, database, producer: new EventProducer(system.client) };
});

story(`an auditor killed ${kills} times amid its work loses and doubles no record (invariant 6)`, async ({ system, database, producer }) => {
  try {
    const { stdout } = await system.command('auditor', 'generate-key', ['e2e/logs']);
    const signing = { AUDITOR_SIGNING_KEY: stdout.trimEnd() };
    const amid = await killAuditors(system, { producer, signing, look: () => sizes(database) });
    expect(amid).toBeGreaterThanOrEqual(kills / 2);
    const sent = await eventIdsByLog(system.client);
    expect([...sent.values()].flat()).toHaveLength(kills * recordsPerKill);
    const lengths = new Map([...sent].map(([log, ids]) => [log, ids.length]));
    await eventually(async () => expect(await sizes(database)).toEqual(lengths), { timeoutMs: 60_000, intervalMs: 200 });
    expect(await entries(database)).toEqual(lengths);
    await eventually(async () => expect(await published(system.client)).toEqual(sent), { timeoutMs: 60_000, intervalMs: 500 });
    await eventually(async () => expect(await signed(database)).toEqual(lengths), { timeoutMs: 60_000, intervalMs: 500 });
    for (const [log, entries] of lengths) {
      const verified = { log, entries, erased: 0, dropped: 0, signed: entries, topic: [0, entries], findings: 0 };
      expect(await system.command('auditor', 'verify-log', [log], signing)).toEqual({ code: 0, stdout: `${JSON.stringify(verified)}\n`, stderr: '' });
    }
  } finally {
    await producer.onApplicationShutdown();
    await database.end();
  }
}, storyMs);

interface Work {
  readonly producer: EventProducer;
  readonly signing: NodeJS.ProcessEnv;
  /** How long each log is. */
  readonly look: () => Promise<Map<string, number>>;
}

/** Each time as soon as something of what was just sent is in a log, or a little later. Answers how often there was work left. */
async function killAuditors(system: System, { producer, signing, look }: Work): Promise<number> {
  const launch = (): Promise<Service> => system.launch('auditor', { KAFKA_SESSION_TIMEOUT_SECONDS: '2', AUDITOR_CHECKPOINT_SECONDS: '0.5', ...signing });
  const auditors = [await launch()];
  let amid = 0;
  for (let kill = 0; kill < kills; kill++) {
    if (kill === Math.ceil(kills / 2)) auditors.push(await launch());
    const before = await look();
    await producer.send(Array.from({ length: recordsPerKill }, (_, position) => (position % 2 === 0 ? aUse() : anExpiry())));
    await eventually(async () => expect(await look()).not.toEqual(before), { timeoutMs: 30_000, intervalMs: 5 });
    await pause(Math.random() * amidMs);
    await auditors[kill % auditors.length]?.kill();
    if (total(await look()) < recordsPerKill * (kill + 1)) amid++;
    auditors[kill % auditors.length] = await launch();
  }
  return amid;
}

/** What each log has to hold, in its order: the ids of all that lies in its partition. */
async function eventIdsByLog(client: KafkaClient): Promise<Map<string, string[]>> {
  const logs = new Map<string, string[]>();
  for (const topic of ['token-events', 'token-usage'] as const) {
    for (const { partition, raw } of await readTopic(client, topic)) {
      const log = `${topic}/${partition}`;
      const ids = logs.get(log) ?? [];
      ids.push(String(raw.headers['ce_id']));
      logs.set(log, ids);
    }
  }
  return logs;
}

/** The same as the audit topic has it, by index. An index that is missing leaves a hole, which is equal to no id. */
async function published(client: KafkaClient): Promise<Map<string, string[]>> {
  const logs = new Map<string, string[]>();
  for (const { log, index, event_id: id } of await readAudit(client)) {
    const ids = logs.get(log) ?? [];
    ids[index] = String(id);
    logs.set(log, ids);
  }
  return logs;
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

async function sizes(database: Client): Promise<Map<string, number>> {
  return countsIn(database, 'select name as log, size as count from auditor.logs where size > 0');
}

async function entries(database: Client): Promise<Map<string, number>> {
  return countsIn(database, 'select log, count(*) from auditor.entries group by log having max(index) = count(*) - 1');
}

async function signed(database: Client): Promise<Map<string, number>> {
  return countsIn(database, 'select log, max(size) as count from auditor.checkpoints where published_at is not null group by log');
}

async function countsIn(database: Client, sql: string): Promise<Map<string, number>> {
  const { rows } = await database.query<{ log: string; count: string }>(sql);
  return new Map(rows.map(({ log, count }) => [log, Number(count)]));
}

const time = new Date().toISOString();
const aSubject = (): { token_id: string; customer_id: string; service_account_id: string } => ({ token_id: mintId(), customer_id: mintId(), service_account_id: mintId() });

function anExpiry(): OutgoingRecord {
  const data = { ...aSubject(), token_name: 'ci', labels: {}, expires_at: time, service_account_name: null, last_used: null };
  return encodeEvent(tokenExpired, { id: mintId(), source: 'e2e', time, data });
}

function aUse(): OutgoingRecord {
  const counted = { verifier: 'e2e', minute: time, outcome: 'allowed' as const, reason: null, count: 1 };
  return encodeEvent(tokenUsed, { id: mintId(), source: 'e2e', time, data: { ...aSubject(), ...counted, last_used_at: time, last_ip: null, last_user_agent: null, last_service_id: null } });
}
