import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ended, runMain, type TestDatabase } from '@latchkey/testing';
import { z } from 'zod';
import { issuerDatabaseForTest, TestTopics } from '../test/issuer.js';

const topics = new TestTopics();
let database: TestDatabase;
let env: Record<string, string>;
beforeAll(async () => {
  await topics.make();
  database = await issuerDatabaseForTest();
  env = { DATABASE_URL: database.url, ...topics.env };
});
afterAll(async () => {
  await topics.remove();
  await database.drop();
});

const doctor = (more: Record<string, string>, ...args: string[]): Promise<Ended> => runMain(import.meta.url, 'doctor.main', { env: { ...env, ...more } }, ...args);
const finding = z.strictObject({ check: z.string(), level: z.enum(['ok', 'warn', 'fail', 'skipped']), text: z.string(), remedy: z.string().optional(), runbook: z.string().optional() });

describe('doctor', () => {
  it('ends with 1 where something fails, and says what to do', async () => {
    const { code, stdout, stderr } = await doctor({});
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('fail     outbox: no issuer sends the outbox: changes reach nobody\n         → Start the issuer');
    expect(stdout).toMatch(/\n\n\d+ ok, \d+ warn, \d+ fail, \d+ skipped\n$/);
  });

  it('tells machines the same', async () => {
    const { code, stdout } = await doctor({}, '--json');
    expect(code).toBe(1);
    const findings = z.array(finding).parse(JSON.parse(stdout));
    for (const { level, remedy } of findings) expect(remedy !== undefined).toBe(level === 'warn' || level === 'fail');
    expect(findings).toContainEqual({ check: 'migrations', level: 'ok', text: 'issuer: all were run' });
  });

  it('goes on where the database and Kafka are away, and shows no password', async () => {
    const { code, stdout, stderr } = await doctor({ DATABASE_URL: 'postgres://latchkey:marker@127.0.0.1:1/latchkey', KAFKA_BROKERS: '127.0.0.1:1' });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    for (const check of ['database', 'kafka']) expect(stdout).toMatch(new RegExp(`^fail     ${check}: does not answer: `, 'm'));
    for (const check of ['migrations', 'topics', 'outbox', 'consumers', 'catalogue']) expect(stdout).toMatch(new RegExp(`^skipped  ${check}: first mend`, 'm'));
    expect(stdout).not.toContain('marker');
  });

  it('ends with 64 and says how it is used, and with 78 and names what is wrong in the environment', async () => {
    expect(await doctor({}, '--now')).toEqual({ code: 64, stdout: '', stderr: 'usage: doctor [--json]\n' });
    expect(await doctor({}, '--json', '--json')).toMatchObject({ code: 64 });
    const wrong = await doctor({ AUDITOR_URLS: 'http://marker:secret@host' });
    expect(wrong).toEqual({ code: 78, stdout: '', stderr: expect.stringMatching(/^AUDITOR_URLS: expected http/) });
    expect(wrong.stderr).not.toContain('marker');
  });
});
