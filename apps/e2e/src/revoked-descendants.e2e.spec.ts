import { expect } from '@jest/globals';
import { Caller, type Issued } from '@latchkey/stack/clients';
import { storiesOn } from './stories-on.js';

const withinMs = 1_000;

const story = storiesOn({}, async (system) => {
  const [issuer, verifier] = await Promise.all([system.start('issuer'), system.start('verifier')]);
  return { caller: system.caller, issuer, verifier };
});

story('a minter that has leaked takes all that it made with it: two levels down a thief’s tokens are refused within a second', async ({ caller, issuer, verifier }) => {
  const minters = { roles: ['token_admin', 'engineer'] };
  const minter = await caller.issue(issuer, minters);
  const child = await new Caller(minter.secret).issue(issuer, minters);
  const grandchildren: Issued[] = [];
  for (let made = 0; made < 10; made++) grandchildren.push(await new Caller(child.secret).issue(issuer, { role: 'engineer' }));
  const family = [minter, child, ...grandchildren];
  for (const token of family) expect(await caller.verify(verifier, token, token)).toMatchObject({ active: true, allowed: true });

  const start = performance.now();
  await caller.revoke(issuer, minter);
  const answers = await Promise.all(family.map((token) => caller.verify(verifier, token, { id: token.id, consistency: `${token.id}@2` })));
  const tookMs = performance.now() - start;
  for (const answer of answers) expect(answer).toMatchObject({ active: false, reason: 'revoked', sequence: 2 });
  process.stderr.write(`from the revocation of a minter to the refusal of all that descends from it: ${Math.round(tookMs)} ms\n`);
  expect(tookMs).toBeLessThan(withinMs);
  expect((await new Caller(child.secret).ask(issuer, 'POST', '/automation-tokens', { name: 'late', role: 'engineer' })).status).toBe(401);
});
