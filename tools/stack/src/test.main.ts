import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { runCommand } from './command.js';
import { testSettings } from './kafka/kafka-settings.js';
import { startKafka } from './kafka/start-kafka.js';
import { startPostgres, testDatabaseSettings } from './postgres/start-postgres.js';
import type { Children } from './processes/children.js';
import type { RunRecord } from './processes/run-record.js';
import { infrastructureEnv } from './stack.env.js';
import { say } from './terminal.js';
import { countResults, forgetResults } from './tests/count-results.js';
import { projectsUnderTest, runManyTests } from './tests/nx.js';

const env = parseEnv(z.object(infrastructureEnv));
const args = process.argv.slice(2);

function makeScratch(record: RunRecord): string {
  const scratch = mkdtempSync(join(tmpdir(), 'latchkey-test-'));
  record.addScratch(scratch);
  // Root's Postgres runs as another user.
  chmodSync(scratch, 0o755);
  return scratch;
}

async function throwAwayKafka(children: Children, dataDir: string): Promise<string> {
  return (await startKafka({ dataDir, settings: testSettings, children })).brokers;
}

async function throwAwayPostgres(children: Children, dataDir: string, record: RunRecord): Promise<string> {
  const { url, home } = await startPostgres({ dataDir, settings: testDatabaseSettings, children });
  record.addScratch(home);
  return url;
}

await runCommand({ name: `test-${process.pid}`, codeOnSignal: 130 }, async (children, record) => {
  const scratch = makeScratch(record);
  const [projects, brokers, databaseUrl] = await Promise.all([
    projectsUnderTest(children, args),
    env.KAFKA_BROKERS ?? throwAwayKafka(children, join(scratch, 'kafka')),
    env.DATABASE_URL ?? throwAwayPostgres(children, join(scratch, 'postgres'), record),
  ]);
  forgetResults(projects);
  const code = await runManyTests(children, args, { KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl });
  const { passed, failed } = countResults(projects);
  const unexplained = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
  say(`${passed} passed, ${failed + unexplained} failed`);
  return failed + unexplained > 0 ? code || 1 : 0;
});
