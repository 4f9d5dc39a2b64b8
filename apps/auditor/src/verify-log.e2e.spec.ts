import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ended, kafkaBrokers, runMain } from '@latchkey/testing';
import { TestLogs } from '../test/logs.js';
import { batchOf, revoked } from '../test/records.js';
import { TestTopics } from '../test/topics.js';

const log = 'token-events/0';
const topics = new TestTopics();
let logs: TestLogs;
let env: Record<string, string>;
let folder: string;
beforeAll(async () => {
  [logs] = await Promise.all([TestLogs.open(), topics.make()]);
  folder = mkdtempSync(join(tmpdir(), 'verify-log-'));
  const [former] = logs.keys.verifiers;
  env = { DATABASE_URL: logs.database.url, KAFKA_BROKERS: kafkaBrokers().join(), KAFKA_TOPIC_PREFIX: topics.prefix, AUDITOR_FORMER_KEYS: former?.encoded ?? '' };
  await logs.ingest(batchOf([revoked(), revoked(), revoked()]));
  await logs.sign();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await topics.remove();
  await logs.close();
});

const verify = (...args: string[]): Promise<Ended> => runMain(import.meta.url, 'verify-log.main', { env }, ...args);
const summary = (findings: number): string => `{"log":"token-events/0","entries":3,"erased":0,"dropped":0,"signed":3,"topic":null,"findings":${findings}}\n`;
const kept = (note: string): string => {
  const path = join(folder, 'checkpoint');
  writeFileSync(path, note);
  return path;
};

describe('verify-log', () => {
  it('ends well where the log is as it was, with the last checkpoint and with one that was kept', async () => {
    const [note = ''] = await logs.notes();
    expect(await verify(log)).toEqual({ code: 0, stdout: summary(0), stderr: '' });
    expect(await verify(log, kept(note))).toEqual({ code: 0, stdout: summary(0), stderr: '' });
  });

  it('prints what it finds', async () => {
    const forged = kept((await logs.notes())[0]?.replace('\n3\n', '\n4\n') ?? '');
    expect(await verify(log, forged)).toEqual({ code: 1, stdout: `{"where":"checkpoint","difference":"not_signed","index":4}\n${summary(1)}`, stderr: '' });
    await logs.dataSource.query('update auditor.records set record = set_byte(record, 20, 33) where index = 1');
    expect(await verify(log)).toEqual({ code: 1, stdout: `{"where":"database","difference":"record_differs","index":1}\n${summary(1)}`, stderr: '' });
  });

  it('tells that from what could not be verified', async () => {
    expect(await verify('token-events/7')).toMatchObject({ code: 69, stdout: '', stderr: expect.stringContaining('there is no log token-events/7') });
    expect(await verify(log, join(folder, 'nothing'))).toMatchObject({ code: 69, stdout: '' });
    expect(await runMain(import.meta.url, 'verify-log.main', { env: { ...env, KAFKA_BROKERS: '127.0.0.1:1' } }, log)).toMatchObject({ code: 69, stdout: '' });
  });

  it.each([[[]], [['a', 'b', 'c']]])('says how it is used where it is not: %j', async (args) => {
    expect(await verify(...args)).toEqual({ code: 64, stdout: '', stderr: 'usage: verify-log <log> [<file with a checkpoint>]\n' });
  });
});
