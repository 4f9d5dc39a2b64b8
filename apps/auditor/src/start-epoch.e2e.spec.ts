import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ended, kafkaBrokers, runMain } from '@latchkey/testing';
import { TestLogs } from '../test/logs.js';
import { batchOf, revoked } from '../test/records.js';

let logs: TestLogs;
let env: Record<string, string>;
beforeAll(async () => {
  logs = await TestLogs.open();
  env = { DATABASE_URL: logs.database.url, KAFKA_BROKERS: kafkaBrokers().join() };
});
afterAll(() => logs.close());

const run = (variables: Record<string, string>, ...args: string[]): Promise<Ended> => runMain(import.meta.url, 'start-epoch.main', { env: variables }, ...args);

describe('start-epoch', () => {
  it('begins a new log on the cluster of today, and prints its name', async () => {
    await logs.ingest(batchOf([revoked()]));
    logs.kafka.clusterId = 'cluster-2';
    await expect(logs.ingest(batchOf([revoked()], { from: 1n }))).rejects.toThrow('is stopped');
    expect(await run(env, 'token-events', '0')).toEqual({ code: 0, stdout: 'token-events/0@2\n', stderr: '' });
    expect(await logs.row('token-events/0@2')).toMatchObject({ next_offset: '0', size: '0', cluster_id: expect.not.stringContaining('cluster-') });
  });

  it('changes nothing where nothing is wrong with the log', async () => {
    const { code, stdout, stderr } = await run(env, 'token-events', '0');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('the log token-events/0@2 is neither stopped nor parts from its last checkpoint');
  });

  it.each([[[]], [['token-events']], [['token-state', '0']], [['token-events', '-1']], [['token-events', 'x']], [['token-events', '0', '1']]])(
    'says how it is used where it is not: %j',
    async (args) => {
      expect(await run(env, ...args)).toEqual({ code: 64, stdout: '', stderr: 'usage: start-epoch token-events|token-usage|activity <partition>\n' });
    },
  );

  it('names what its environment lacks', async () => {
    const { code, stderr } = await run({}, 'token-events', '0');
    expect(code).toBe(78);
    expect(stderr.trim().split('\n').map((line) => line.split(':')[0])).toEqual(['DATABASE_URL', 'KAFKA_BROKERS']);
  });
});
