import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Children } from '@latchkey/stack';

const marker = 'marker';
const database = { DATABASE_URL: `mysql://user:${marker}@host/name` };
const kafka = { KAFKA_BROKERS: `${marker} without a port` };

function run(program: string, env: NodeJS.ProcessEnv, ...args: string[]): ReturnType<Children['run']> {
  const path = fileURLToPath(new URL(`../../../${program}.js`, import.meta.url));
  return new Children().run(process.execPath, [path, ...args], { name: program, env });
}

describe('a wrong environment', () => {
  it.each([
    ['apps/issuer/dist/main', database, ['DATABASE_URL', 'KAFKA_BROKERS']],
    ['apps/issuer/dist/migrate.main', database, ['DATABASE_URL']],
    ['apps/issuer/dist/bootstrap.main', database, ['DATABASE_URL']],
    ['apps/issuer/dist/republish.main', database, ['DATABASE_URL']],
    ['apps/issuer/dist/compare.main', database, ['DATABASE_URL', 'KAFKA_BROKERS']],
    ['apps/verifier/dist/main', kafka, ['KAFKA_BROKERS']],
    ['apps/auditor/dist/main', database, ['DATABASE_URL', 'KAFKA_BROKERS']],
    ['apps/auditor/dist/migrate.main', database, ['DATABASE_URL']],
    ['apps/notifier/dist/main', database, ['DATABASE_URL', 'KAFKA_BROKERS']],
    ['apps/notifier/dist/migrate.main', database, ['DATABASE_URL']],
    ['libs/kafka/dist/topics.main', kafka, ['KAFKA_BROKERS'], 'apply'],
  ])('ends %s with 78; each variable that is missing or wrong is named, and no value shown', async (program, wrong, names, ...args: string[]) => {
    const ends = await Promise.all([run(program, {}, ...args), run(program, wrong, ...args)]);
    for (const { code, stdout, stderr } of ends) {
      expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
      expect(stderr.trim().split('\n').map((line) => line.split(':')[0]).sort()).toEqual(names);
      expect(stderr).not.toContain(marker);
    }
  });
});

describe('topics', () => {
  it.each([[[]], [['destroy']], [['apply', 'now']]])('called with %p ends with 64 and says how to call it', async (args) => {
    expect(await run('libs/kafka/dist/topics.main', { KAFKA_BROKERS: 'localhost:9092' }, ...args)).toMatchObject({ code: 64, stdout: '', stderr: 'usage: topics apply\n' });
  });
});
