import { topicNames } from '@latchkey/contracts';
import { readTopic } from '@latchkey/stack/clients';
import { Client, escapeIdentifier } from 'pg';
import type { System } from './system.js';

/** All that a system has written so far, as text: logs, records and rows, bytes of these as hexadecimal. */
export async function writtenDown(system: System): Promise<string> {
  const topics = await Promise.all(topicNames.map((topic) => readTopic(system.client, topic, { uncommitted: true })));
  const records = topics.flat().map(({ raw }) => `${raw.key} ${JSON.stringify(raw.headers)} ${raw.value?.toString()}`);
  return [...system.lines, ...records, ...(await rows(system.databaseUrl))].join('\n');
}

async function rows(databaseUrl: string): Promise<string[]> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    const tables = await database.query<{ schema: string; name: string }>(
      `select schemaname as schema, tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { schema, name } of tables.rows) {
      const { rows: found } = await database.query<{ row: string }>(`select t::text as row from ${escapeIdentifier(schema)}.${escapeIdentifier(name)} t`);
      texts.push(...found.map(({ row }) => `${schema}.${name} ${row}`));
    }
    return texts;
  } finally {
    await database.end();
  }
}
