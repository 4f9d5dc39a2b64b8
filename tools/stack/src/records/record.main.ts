import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { contracts, type SourceTopic, topicNames } from '@latchkey/contracts';
import { KafkaClient } from '@latchkey/kafka';
import { Logger } from '@nestjs/common';
import { Caller } from '../clients/caller.js';
import { readTopic, type ReadRecord } from '../clients/read-topic.js';
import { runCommand } from '../command.js';
import type { Children } from '../processes/children.js';
import { apps, type App, built } from '../services/apps.js';
import { applyTopics, bootstrap, migrate } from '../services/prepare.js';
import { type Service, startService } from '../services/start-service.js';
import { say } from '../terminal.js';
import { makeScratch, throwAwayInfrastructure } from '../throw-away.js';
import { type KeptRecord, presentVersion, writeKept } from './kept-records.js';
import { refusedOften, Tour } from './tour.js';

/** What takes days, or more load than a tour: their samples in libs/contracts are read for ever all the same. */
const notOnTour = new Set(['token.unused.v1', 'usage.dropped.v1']);
const tombstone = 'tombstone';
const patienceMs = 180_000;
/** Of what comes each second, or each use, more says no more. */
const mostOfAType = 4;

const settings: Partial<Record<App, NodeJS.ProcessEnv>> = {
  // Readers are told soon to forget what is over.
  issuer: { TOMBSTONE_AFTER_DAYS: '0.0001' },
  notifier: { NOTIFIER_SPREAD_SECONDS: '0', NOTIFIER_REFUSED_OFTEN: String(refusedOften) },
};

Logger.overrideLogger(false);

await runCommand({ name: `record-${process.pid}`, codeOnSignal: 130 }, async (children, record) => {
  const target = await throwAwayInfrastructure({}, { tunedFor: 'tests', children, record });
  const { brokers, databaseUrl } = target;
  await Promise.all([applyTopics(target, children), migrate(target, children)]);
  // The usual first token may make none that outlives the day before whose end expiry is announced.
  const first = await bootstrap(target, children, ['--demo'], { LATCHKEY_DEMO_FILE: join(makeScratch(record), 'demo.json') });
  const signing = await children.run(process.execPath, [built('apps/auditor', 'generate-key.main.js'), 'records/logs'], { name: 'generate-key' });
  const env = { KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl, AUDITOR_SIGNING_KEY: signing.stdout.trim(), AUDITOR_CHECKPOINT_SECONDS: '1' };
  const services = await startAll(env, children);
  await new Tour(new Caller(first?.access_token ?? ''), services).take();
  const client = new KafkaClient({ brokers: brokers.split(','), clientId: 'record', topicPrefix: 'latchkey.' });
  const records = await untilAllAreThere(client);
  writeKept(presentVersion(), records);
  for (const [topic, all] of records) say(`${topic}: ${all.length} records`);
  return 0;
});

async function startAll(env: NodeJS.ProcessEnv, children: Children): Promise<Record<App, Service>> {
  const started = await Promise.all(apps.map((app) => startService(app, { ...env, ...settings[app] }, { children })));
  await Promise.all(started.map((service) => service.ready()));
  // Whom it knows, a service knows from Kafka: all have read it once the verifier knows how old that is.
  await pause(2_000);
  return Object.fromEntries(started.map((service) => [service.app, service])) as Record<App, Service>;
}

async function untilAllAreThere(client: KafkaClient): Promise<Map<SourceTopic, KeptRecord[]>> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const read = new Map<SourceTopic, readonly ReadRecord<SourceTopic>[]>();
    for (const topic of topicNames) read.set(topic, await readTopic(client, topic));
    const missing = missingIn([...read.values()].flat());
    if (missing.length === 0) return new Map([...read].map(([topic, all]) => [topic, chosen(topic, all)]));
    if (performance.now() > deadline) throw new Error(`nothing has told of ${missing.join(', ')}`);
    await pause(1_000);
  }
}

function missingIn(read: readonly ReadRecord<SourceTopic>[]): string[] {
  const types = new Set(read.map(typeOf));
  const expected = contracts.map(({ type }): string => type).filter((type) => !notOnTour.has(type));
  return [...expected, tombstone].filter((type) => !types.has(type));
}

function typeOf({ decoded }: ReadRecord<SourceTopic>): string {
  if (decoded.kind === 'unreadable') throw new Error(`this version cannot read what it has written: ${decoded.detail}`);
  return decoded.kind === 'event' ? decoded.event.type : tombstone;
}

/** All states, since each token’s count; the last few of each other type in each partition. */
function chosen(topic: SourceTopic, all: readonly ReadRecord<SourceTopic>[]): KeptRecord[] {
  const seen = new Map<string, number>();
  const wanted = [...all].reverse().filter((record) => {
    const type = typeOf(record);
    const kind = `${record.partition} ${type}`;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    if (type === tombstone || type === 'token.state.v1') return true;
    return (seen.get(kind) ?? 0) <= (type === 'token.heartbeat.v1' ? 1 : mostOfAType);
  });
  return wanted.reverse().map(({ partition, raw: { key, headers, value } }) => ({ topic, partition, key: key ?? '', headers: { ...headers }, value: value?.toString() ?? null }));
}
