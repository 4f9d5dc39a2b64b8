import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { applyTopics, deleteTopics, KafkaClient } from '@latchkey/kafka';
import { type Children, type Infrastructure, migrate, startService } from '@latchkey/stack';
import { Client } from 'pg';
import type { Figure } from '../figure.js';
import { runs } from '../in-turns.js';
import { withDatabase } from '../with-database.js';
import { bareCounting } from './bare-counting.js';
import { CopiedRows } from './copied-rows.js';
import { fillInputs } from './fill-inputs.js';

const inputs = ['token-usage', 'token-events'] as const;
const lookEveryMs = 20;

interface Rates {
  readonly ingested: number;
  readonly copied: number;
  readonly bare: number;
}

/**
 * How fast an auditor makes entries of what lies on Kafka, with tree and publication, beside `COPY` of the same rows and beside kafkajs alone. Each run is of a
 * new process on a new database.
 */
export async function benchAuditIngest(records: number, { brokers, databaseUrl: serverUrl }: Infrastructure, children: Children): Promise<Figure[]> {
  const prefix = `bench${randomBytes(4).toString('hex')}.`;
  const client = new KafkaClient({ brokers: brokers.split(','), clientId: 'latchkey-bench', topicPrefix: prefix });
  await applyTopics(client);
  try {
    await fillInputs(client, records);
    const rates: Rates[] = [];
    for (let run = 0; run < runs; run++) {
      rates.push(
        await withDatabase(serverUrl, async (databaseUrl) => {
          await migrate({ databaseUrl }, children);
          return { ...(await onDatabase(databaseUrl, { brokers, prefix, records }, children)), bare: await bareCounting(brokers.split(','), inputs.map((topic) => `${prefix}${topic}`), records) };
        }),
      );
    }
    const measured = rates.map(({ ingested }) => ingested);
    return [
      { name: 'records from Kafka into logs, beside COPY', unit: '/s', measured, baseline: rates.map(({ copied }) => copied), aim: 'ratio 0.5' },
      { name: 'the same, beside a bare consumer', unit: '/s', measured, baseline: rates.map(({ bare }) => bare) },
    ];
  } finally {
    await deleteTopics(client);
  }
}

interface Inputs {
  readonly brokers: string;
  readonly prefix: string;
  readonly records: number;
}

async function onDatabase(databaseUrl: string, { brokers, prefix, records }: Inputs, children: Children): Promise<Omit<Rates, 'bare'>> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    const auditor = await startService('auditor', { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix }, { children });
    const ingested = await ingestionRate(database, records).finally(() => auditor.stop());
    const rows = await CopiedRows.take(database);
    if (rows.count !== records) throw new Error(`${rows.count} rows were made of ${records} records`);
    return { ingested, copied: await rows.copyInto(database) };
  } finally {
    await database.end();
  }
}

/** From when the first entries stand, so that the start of the process is left out. */
async function ingestionRate(database: Client, records: number): Promise<number> {
  let [since, first] = [0, 0];
  for (;;) {
    const { rows } = await database.query<{ entries: string }>('select coalesce(sum(size), 0) as entries from auditor.logs');
    const entries = Number(rows[0]?.entries);
    if (entries >= records) return ((entries - first) / (performance.now() - since)) * 1_000;
    if (since === 0 && entries > 0) [since, first] = [performance.now(), entries];
    await pause(lookEveryMs);
  }
}
