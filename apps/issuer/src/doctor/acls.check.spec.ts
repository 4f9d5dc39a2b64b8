import { expect, it } from '@jest/globals';
import { judgeAcls } from './acls.check.js';

it.each([
  ['as declared', { missing: [], stray: [] }, [['ok', 'issuer, verifier, auditor, notifier, admin, doctor may do what is declared, and nothing else']]],
  ['short of a right', { missing: ['User:verifier Read topic latchkey.token-state'], stray: [] }, [['fail', 'not granted: User:verifier Read topic latchkey.token-state']]],
  ['wider by some', { missing: [], stray: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, [['fail', 'granted, and not declared: a; b; c; d; e and 2 more']]],
  ['not checked by the cluster', undefined, [['skipped', 'the cluster checks no rights: whoever reaches it can make tokens']]],
])('tells rights that are %s', (_, difference, verdicts) => {
  expect(judgeAcls(difference).map(({ level, text }) => [level, text])).toEqual(verdicts);
});
