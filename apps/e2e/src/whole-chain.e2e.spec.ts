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

story('the doctor finds nothing that fails, and then a verifier that is frozen', async ({ system, issuer, auditor, verifiers: [one, other], notifier }) => {
  const urls = { ISSUER_URLS: issuer.url, VERIFIER_URLS: `${one.url},${other.url}`, AUDITOR_URLS: auditor.url, NOTIFIER_URLS: notifier.url };
  const doctor = async (): Promise<{ code: number | null; failing: string[] }> => {
    const { code, stdout } = await system.command('issuer', 'doctor', ['--json'], urls);
    const findings = JSON.parse(stdout) as { check: string; level: string; text: string }[];
    return { code, failing: findings.filter(({ level }) => level === 'fail').map(({ check, text }) => `${check}: ${text}`) };
  };
  expect(await doctor()).toEqual({ code: 0, failing: [] });
  other.freeze();
  try {
    expect(await doctor()).toEqual({ code: 1, failing: [`services: verifier ${new URL(other.url).host} does not answer: no answer in time`] });
  } finally {
    other.thaw();
  }
});

story('verifying and reading the audit log go on without the issuer (invariant 10)', async ({ caller, issuer, auditor, verifiers: [verifier] }) => {
  const token = await caller.issue(issuer);
  await caller.verify(verifier, token, token);
  await issuer.kill();
  expect(await caller.verify(verifier, token)).toMatchObject({ active: true, allowed: true });
  await eventually(async () => expect(await caller.trail(auditor, token)).not.toEqual([]), { timeoutMs: 20_000 });
});
