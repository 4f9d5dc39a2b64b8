import { expect } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { storiesOn } from './stories-on.js';
import { startWholeChain, tellWholeChain, wholeChain } from './whole-chain.js';
import { writtenDown } from './written-down.js';

const story = storiesOn({}, startWholeChain);

story(wholeChain, tellWholeChain);

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
