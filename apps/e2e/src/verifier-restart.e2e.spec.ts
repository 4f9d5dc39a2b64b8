import { expect } from '@jest/globals';
import { problemIn } from '@latchkey/stack/clients';
import { storiesOn } from './stories-on.js';

const story = storiesOn({}, async (system) => {
  const [issuer, verifier, other] = await Promise.all([system.start('issuer'), system.start('verifier'), system.start('verifier')]);
  return { system, caller: system.caller, issuer, verifier, other };
});

story('a verifier that was killed allows nothing that was revoked while it was down (invariants 4 and 5)', async ({ system, caller, issuer, verifier, other }) => {
  const kept = await caller.issue(issuer);
  const doomed = await caller.issue(issuer);
  for (const token of [kept, doomed]) expect(await caller.verify(verifier, token, token)).toMatchObject({ allowed: true });
  await verifier.kill();
  const revocation = await caller.revoke(issuer, doomed);
  expect(await caller.verify(other, doomed, revocation)).toMatchObject({ active: false, reason: 'revoked' });

  const restarted = await system.launch('verifier');
  const answers: string[] = [];
  while (answers.at(-1) !== 'revoked') {
    const response = await caller.ask(restarted, 'POST', '/verify', { token: doomed.secret });
    if (response.ok) answers.push((await caller.verify(restarted, doomed)).reason ?? 'allowed');
    else answers.push((await problemIn(response)).code);
  }
  expect(new Set(answers)).toEqual(new Set(['not_ready', 'revoked']));
  await restarted.ready();
  expect(await caller.verify(restarted, kept)).toMatchObject({ active: true, allowed: true });
});
