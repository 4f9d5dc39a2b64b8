import { afterAll, expect } from '@jest/globals';
import { problemIn } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { lineToPostgres } from './line-to-postgres.js';
import { storiesOn } from './stories-on.js';

const line = lineToPostgres();
afterAll(() => line.cut());

const story = storiesOn({}, async (system) => {
  await line.open();
  const onLine = (app: 'issuer' | 'auditor') => system.start(app, { DATABASE_URL: line.at(system.databaseUrlOf(app)) });
  const [issuer, auditor, verifier] = await Promise.all([onLine('issuer'), onLine('auditor'), system.start('verifier')]);
  return { caller: system.caller, issuer, auditor, verifier };
});

const unavailable = { status: 503, code: 'database_unavailable' };

story('without Postgres tokens are verified, nothing is half-done, and what happened meanwhile is audited afterwards (invariant 10)', async (scene) => {
  const { caller, issuer, auditor, verifier } = scene;
  const unused = await caller.issue(issuer);
  const token = await caller.issue(issuer);
  await caller.verify(verifier, token, token);
  await line.cut();

  expect(await problemIn(await caller.ask(issuer, 'POST', '/automation-tokens', { name: 'half-done', role: 'engineer' }))).toEqual(unavailable);
  expect(await problemIn(await caller.ask(issuer, 'DELETE', `/automation-tokens/${token.id}`))).toEqual(unavailable);
  expect(await problemIn(await caller.ask(auditor, 'GET', '/audit-events'))).toEqual(unavailable);
  expect(await caller.verify(verifier, token)).toMatchObject({ active: true, allowed: true });
  expect(await caller.verify(verifier, unused, unused)).toMatchObject({ active: true, allowed: true });

  await line.open();
  const later = await eventually(() => caller.issue(issuer), { timeoutMs: 15_000 });
  expect(await caller.verify(verifier, later, later)).toMatchObject({ active: true, allowed: true });
  expect(JSON.stringify(await caller.read(issuer, '/automation-tokens?per_page=100'))).not.toContain('half-done');
  for (const used of [unused, later]) {
    const actions = async (): Promise<string[]> => (await caller.trail(auditor, used)).map(({ action }) => action).sort();
    await eventually(async () => expect(await actions()).toEqual(['token.issued', 'token.used']), { timeoutMs: 20_000 });
  }
});
