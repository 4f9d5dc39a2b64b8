import { expect } from '@jest/globals';
import { type Issued, placeOf, readAudit } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { storiesOn } from './stories-on.js';
import { writtenDown } from './written-down.js';

const dayMs = 24 * 60 * 60 * 1000;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

const story = storiesOn({}, async (system) => {
  const [issuer, auditor, one, other] = await Promise.all([
    system.start('issuer'),
    system.start('auditor'),
    system.start('verifier'),
    system.start('verifier'),
    system.start('notifier'),
  ]);
  return { system, caller: system.caller, client: system.client, issuer, auditor, verifiers: [one, other] as const };
});

story('issued, allowed, revoked, refused, announced and expired, and each of these stands once in the audit log', async (scene) => {
  const { caller, client, issuer, auditor, verifiers } = scene;
  const token = await caller.issue(issuer);
  for (const verifier of verifiers) expect(await caller.verify(verifier, token, token)).toMatchObject({ active: true, allowed: true });
  const expiring = await caller.issue(issuer, { expires_at: inMs(dayMs + 3_000) });
  const expired = await caller.issue(issuer, { expires_at: inMs(3_000) });
  const revocation = await caller.revoke(issuer, token);
  for (const verifier of verifiers) expect(await caller.verify(verifier, token, revocation)).toMatchObject({ active: false, reason: 'revoked', sequence: 2 });

  const expectTrail = (about: Issued, ...actions: string[]): Promise<void> =>
    eventually(async () => expect((await caller.trail(auditor, about)).map(({ action }) => action).sort()).toEqual(actions), { timeoutMs: 20_000, intervalMs: 200 });
  await expectTrail(token, 'token.issued', 'token.revoked', 'token.used', 'token.used', 'token.used', 'token.used');
  await expectTrail(expiring, 'token.expiring', 'token.issued');
  await expectTrail(expired, 'token.expired', 'token.issued');
  expect(await caller.verify(verifiers[0], expired)).toMatchObject({ active: false, reason: 'expired' });

  const trails = await Promise.all([token, expiring, expired].map((about) => caller.trail(auditor, about)));
  const shown = trails.flat().map(placeOf);
  await eventually(async () => expect((await readAudit(client)).map(placeOf)).toEqual(expect.arrayContaining(shown)));
  expect(new Set(shown).size).toBe(shown.length);
});

story('a secret stands in no log, on no topic and in no table, in any form (invariant 1)', async ({ system, caller, issuer, auditor, verifiers: [verifier] }) => {
  const token = await caller.issue(issuer);
  await caller.verify(verifier, token, token);
  await caller.ask(issuer, 'POST', '/automation-tokens', { name: token.secret, role: 'engineer' });
  await caller.ask(verifier, 'POST', '/verify', { token: token.secret, permission: token.secret });
  await caller.revoke(issuer, token);
  await eventually(async () => expect(await caller.trail(auditor, token)).toHaveLength(3), { timeoutMs: 20_000 });
  const written = await writtenDown(system);
  expect(written).toContain(token.id);
  for (const secret of [caller.secret, token.secret]) {
    expect(written).not.toContain(secret);
    expect(written).not.toContain(Buffer.from(secret).toString('hex'));
    expect(written).not.toContain(Buffer.from(secret).toString('base64'));
  }
});

story('verifying and reading the audit log go on without the issuer (invariant 10)', async ({ caller, issuer, auditor, verifiers: [verifier] }) => {
  const token = await caller.issue(issuer);
  await caller.verify(verifier, token, token);
  await issuer.kill();
  expect(await caller.verify(verifier, token)).toMatchObject({ active: true, allowed: true });
  await eventually(async () => expect(await caller.trail(auditor, token)).not.toEqual([]), { timeoutMs: 20_000 });
});
