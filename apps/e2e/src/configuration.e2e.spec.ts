import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Children } from '@latchkey/stack';

const marker = 'marker';
const database = { DATABASE_URL: `mysql://user:${marker}@host/name` };
const prober = { PROBER_ISSUER_URL: `http://host/${marker}`, PROBER_VERIFIER_URLS: `${marker}:3002`, PROBER_TOKEN: '' };
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
    ['apps/issuer/dist/doctor.main', database, ['DATABASE_URL', 'KAFKA_BROKERS']],
    ['apps/issuer/dist/prober.main', prober, ['PROBER_ISSUER_URL', 'PROBER_TOKEN', 'PROBER_VERIFIER_URLS']],
    ['apps/verifier/dist/main', kafka, ['KAFKA_BROKERS']],
    ['apps/auditor/dist/main', database, ['DATABASE_URL', 'KAFKA_BROKERS']],
    ['apps/auditor/dist/migrate.main', database, ['DATABASE_URL']],
    ['apps/notifier/dist/main', database, ['DATABASE_URL', 'KAFKA_BROKERS']],
    ['apps/notifier/dist/migrate.main', database, ['DATABASE_URL']],
    ['libs/kafka/dist/topics.main', kafka, ['KAFKA_BROKERS'], 'apply'],
    ['libs/kafka/dist/acls.main', kafka, ['KAFKA_BROKERS'], 'apply'],
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

describe('strimzi', () => {
  it.each([[[]], [['acls']], [['topics', 'No Name']], [['topics', 'latchkey', 'now']]])('called with %p ends with 64 and says how to call it', async (args) => {
    const usage = 'usage: strimzi topics|users [<name of the Kafka resource>]\n';
    expect(await run('libs/kafka/dist/strimzi.main', {}, ...args)).toMatchObject({ code: 64, stdout: '', stderr: usage });
  });

  it('ends with 78 where the environment is wrong', async () => {
    const { code, stdout, stderr } = await run('libs/kafka/dist/strimzi.main', { KAFKA_TOPIC_PREFIX: `${marker}!` }, 'topics');
    expect({ code, stdout, name: stderr.split(':')[0] }).toEqual({ code: 78, stdout: '', name: 'KAFKA_TOPIC_PREFIX' });
    expect(stderr).not.toContain(marker);
  });

  it('prints what the deployment of that name needs', async () => {
    const { code, stdout } = await run('libs/kafka/dist/strimzi.main', { KAFKA_TOPIC_PREFIX: 'team.', KAFKA_REPLICATION_FACTOR: '2' }, 'topics', 'ours');
    expect(code).toBe(0);
    expect(stdout).toContain('  name: team.token-state\n  labels: { strimzi.io/cluster: ours }\n');
    expect(stdout).toContain('  replicas: 2\n');
  });
});

describe('acls', () => {
  it.each([[[]], [['grant']], [['apply', 'nobody']]])('called with %p ends with 64 and says how to call it', async (args) => {
    const { code, stdout, stderr } = await run('libs/kafka/dist/acls.main', { KAFKA_BROKERS: 'localhost:9092' }, ...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(/^usage: acls apply\|print \[<principal> …\], of issuer, verifier,/);
  });

  it('prints what it would grant as arguments of kafka-acls.sh, without a broker', async () => {
    const { code, stdout } = await run('libs/kafka/dist/acls.main', { KAFKA_TOPIC_PREFIX: 'lk.' }, 'print', 'verifier');
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([
      '--add --allow-principal User:verifier --operation Read --topic lk.token-state --resource-pattern-type literal',
      '--add --allow-principal User:verifier --operation Write --topic lk.token-usage --resource-pattern-type literal',
      '--add --allow-principal User:verifier --operation Read --group lk.replica.token-state. --resource-pattern-type prefixed',
    ]);
  });
});
