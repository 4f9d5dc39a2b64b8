import { principals } from '@latchkey/contracts';
import { type AclDifference, lookAtAcls } from '@latchkey/kafka';
import type { Check } from './check.js';
import { fail, ok, skipped, type Verdict } from './finding.js';

/** Examples are left out: not every deployment has them. */
const declared = principals.filter(({ kind }) => kind !== 'example');

export const acls: Check = {
  name: 'acls',
  needs: 'kafka',
  run: async ({ kafka }) => judgeAcls(await lookAtAcls(kafka, declared)),
};

export function judgeAcls(difference: AclDifference | undefined): Verdict[] {
  if (!difference) return [skipped('the cluster checks no rights: whoever reaches it can make tokens')];
  const { missing, stray } = difference;
  const verdicts: Verdict[] = [];
  if (missing.length > 0) verdicts.push(fail(`not granted: ${shown(missing)}`, 'Run node libs/kafka/dist/acls.main.js apply, which grants what is declared.'));
  if (stray.length > 0) verdicts.push(fail(`granted, and not declared: ${shown(stray)}`, 'Find out who granted it; node libs/kafka/dist/acls.main.js apply takes it back.'));
  return verdicts.length > 0 ? verdicts : [ok(`${declared.map(({ name }) => name).join(', ')} may do what is declared, and nothing else`)];
}

const most = 5;

function shown(rights: readonly string[]): string {
  return rights.length > most ? `${rights.slice(0, most).join('; ')} and ${rights.length - most} more` : rights.join('; ');
}
