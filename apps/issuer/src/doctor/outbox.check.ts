import { type OutboxState, outboxState } from '@latchkey/outbox';
import { issuerDatabase } from '../issuer.database.js';
import type { Check } from './check.js';
import { fail, ok, type Verdict, warn } from './finding.js';

export const outbox: Check = {
  name: 'outbox',
  needs: 'database',
  run: async (deployment) => judgeOutbox(await outboxState(await deployment.database(), issuerDatabase.schema)),
};

/** As the alerts have it. */
const lateSeconds = 30;
const deep = 10_000;

export function judgeOutbox({ depth, oldestAgeSeconds, led }: OutboxState): Verdict[] {
  const verdicts: Verdict[] = [];
  if (!led) verdicts.push(fail('no issuer sends the outbox: changes reach nobody', 'Start the issuer; where it runs, its log says why its relay does not lead.', 'outbox-waits'));
  if (oldestAgeSeconds > lateSeconds) verdicts.push(fail(`a change has waited for ${Math.floor(oldestAgeSeconds)} s, with ${depth} in all: revocations are late`, 'See what Kafka or the log of the issuer says.', 'outbox-waits'));
  else if (depth > deep) verdicts.push(warn(`${depth} records wait`, 'More comes than goes: wait, and see that the number falls.', 'outbox-waits'));
  return verdicts.length > 0 ? verdicts : [ok(`${depth} records wait, the oldest for ${oldestAgeSeconds.toFixed(1)} s`)];
}
