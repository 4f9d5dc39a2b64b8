import { afterAll, expect } from '@jest/globals';
import type { App, Service } from '@latchkey/stack';
import { type Caller, gauge, type Issued } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { z } from 'zod';
import { DatabaseCopy } from './database-copy.js';
import { storiesOn } from './stories-on.js';
import type { System } from './system.js';

const withDatabase = ['issuer', 'auditor', 'notifier'] as const;
type Services = Record<(typeof withDatabase)[number], Service>;
type Log = z.infer<typeof logList>['data'][number];

const patience = { timeoutMs: 30_000, intervalMs: 200 };
const logList = z.object({ data: z.array(z.object({ name: z.string(), size: z.int(), signed_size: z.int() })) });
const schedule = z.object({ data: z.array(z.object({ token_id: z.string(), name: z.string() })) });
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

let backup: DatabaseCopy | undefined;
afterAll(() => backup?.drop());

const story = storiesOn({}, async (system) => {
  const keys = await system.command('auditor', 'generate-key', ['e2e/logs']);
  const auditing = { AUDITOR_SIGNING_KEY: keys.stdout.trim(), AUDITOR_CHECKPOINT_SECONDS: '1' };
  const [services, verifier] = await Promise.all([startAll(system, auditing), system.start('verifier')]);
  return { system, caller: system.caller, auditing, services, verifier };
});

async function startAll(system: System, auditing: NodeJS.ProcessEnv): Promise<Services> {
  const [issuer, auditor, notifier] = await Promise.all(withDatabase.map((app) => system.start(app, app === 'auditor' ? auditing : {})));
  return { issuer, auditor, notifier } as Services;
}

const stopAll = (services: Services): Promise<unknown> => Promise.all(withDatabase.map((app) => services[app].stop()));

/** Until the last of them is on record, and all of it is published and signed. */
async function recorded(caller: Caller, { issuer, auditor }: Services, token: Issued, ...actions: string[]): Promise<void> {
  await eventually(async () => {
    expect((await caller.trail(auditor, token)).map(({ action }) => action)).toEqual(expect.arrayContaining(actions));
    expect(await gauge(issuer, 'latchkey_outbox_depth')).toBe(0);
    expect(await unsettled(caller, auditor)).toEqual([]);
  }, patience);
}

/** Logs of which something is not published, or not signed. */
async function unsettled(caller: Caller, auditor: Service): Promise<string[]> {
  const logs = await logsOf(caller, auditor);
  const unpublished = await Promise.all(logs.map(({ name }) => gauge(auditor, `latchkey_audit_unpublished_records\\{log="${name}"\\}`)));
  return logs.filter(({ size, signed_size }, place) => signed_size !== size || unpublished[place] !== 0).map(({ name }) => name);
}

async function logsOf(caller: Caller, auditor: Service): Promise<Log[]> {
  return logList.parse(await caller.read(auditor, '/logs')).data;
}

async function succeeds(system: System, app: App, command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, stdout, stderr } = await system.command(app, command, args, env);
  expect({ command, code, stderr, said: code === 0 ? '' : stdout }).toEqual({ command, code: 0, stderr: '', said: '' });
  return stdout;
}

story('after a restore from an old backup, what Kafka has told since is recovered, and every read model is equal to its source', async ({ system, caller, auditing, services: first, verifier }) => {
  const [kept, doomed, renamed] = await Promise.all(['kept', 'doomed', 'renamed'].map((name) => caller.issue(first.issuer, { name, expires_at: inDays(20) }))) as [Issued, Issued, Issued];
  for (const token of [kept, doomed, renamed]) await recorded(caller, first, token, 'token.issued');
  await stopAll(first);
  backup = new DatabaseCopy(system.databaseUrl);
  await backup.make();

  const second = await startAll(system, auditing);
  const since = new Date();
  const revocation = await caller.revoke(second.issuer, doomed);
  expect((await caller.ask(second.issuer, 'PATCH', `/automation-tokens/${renamed.id}`, { name: 'other' })).status).toBe(200);
  const later = await caller.issue(second.issuer, { name: 'later', expires_at: inDays(20) });
  expect(await caller.verify(verifier, later, later)).toMatchObject({ allowed: true });
  expect(await caller.verify(verifier, doomed, revocation)).toMatchObject({ active: false, reason: 'revoked' });
  for (const [token, ...actions] of [[doomed, 'token.revoked'], [renamed, 'token.updated'], [later, 'token.issued']] as const) await recorded(caller, second, token, ...actions);
  const trail = await caller.trail(second.auditor, doomed);
  await stopAll(second);
  await backup.putBack();

  expect((await system.command('issuer', 'compare')).code).toBe(1);
  expect(await succeeds(system, 'issuer', 'recover')).toContain(`"lost":"${later.id}"`);
  expect(await succeeds(system, 'auditor', 'recover')).not.toContain('not_recovered');
  await succeeds(system, 'notifier', 'rebuild', ['--since', since.toISOString()]);
  const third = await startAll(system, auditing);
  await eventually(async () => expect(await gauge(third.issuer, 'latchkey_outbox_depth')).toBe(0), patience);
  await eventually(async () => expect(await unsettled(caller, third.auditor)).toEqual([]), patience);

  await succeeds(system, 'issuer', 'compare');
  await succeeds(system, 'notifier', 'compare');
  const logs = await logsOf(caller, third.auditor);
  expect(logs.length).toBeGreaterThan(0);
  for (const { name } of logs) await succeeds(system, 'auditor', 'verify-log', [name], auditing);
  await succeeds(system, 'issuer', 'doctor', [], { ISSUER_URLS: third.issuer.url, VERIFIER_URLS: verifier.url, AUDITOR_URLS: third.auditor.url, NOTIFIER_URLS: third.notifier.url });

  for (const each of [verifier, await system.start('verifier')]) {
    expect(await caller.verify(each, kept)).toMatchObject({ allowed: true });
    expect(await caller.verify(each, doomed)).toMatchObject({ active: false, reason: 'revoked' });
    await eventually(async () => expect(await caller.verify(each, later)).toMatchObject({ active: false, reason: 'unknown' }), patience);
  }
  const { data: planned } = schedule.parse(await caller.read(third.notifier, '/expiring?within=30d&limit=1000'));
  expect(planned.filter(({ token_id: id }) => [kept, doomed, renamed, later].some((token) => token.id === id)).map(({ name }) => name).sort()).toEqual(['kept', 'other']);
  expect(await caller.trail(third.auditor, doomed)).toEqual(expect.arrayContaining(trail));
  const next = await caller.revoke(third.issuer, renamed);
  expect(await caller.verify(verifier, renamed, next)).toMatchObject({ active: false, reason: 'revoked' });
}, 240_000);
