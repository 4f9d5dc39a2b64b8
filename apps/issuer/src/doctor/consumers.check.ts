import { namedGroups, principals } from '@latchkey/contracts';
import { type GroupFound, lookAtAcls, lookAtGroups, type PartitionRead } from '@latchkey/kafka';
import type { Check } from './check.js';
import { fail, ok, type Verdict, warn } from './finding.js';

/** A replica's group has no name of its own: it lives as long as its instance, whose staleness says more. */
export const consumers: Check = {
  name: 'consumers',
  needs: 'kafka',
  run: async ({ kafka }) => {
    try {
      return judgeGroups(await lookAtGroups(kafka, namedGroups.map(({ group }) => group)));
    } catch (error) {
      if ((error as Error).name !== 'KafkaJSGroupCoordinatorNotFound') throw error;
      // Who may not see a group is told the same, and may not see rights either.
      await lookAtAcls(kafka, principals);
      return [fail('no broker answers for a group', 'Bring back the brokers that hold __consumer_offsets.', 'consumer-behind')];
    }
  },
};

export function judgeGroups(found: readonly GroupFound[]): Verdict[] {
  const faults = found.flatMap((each) => judgeGroup(each, namedGroups.find(({ group }) => group === each.group)?.service ?? ''));
  return faults.length > 0 ? faults : [ok(`all ${found.length} groups read and are at most ${Math.max(...found.map(({ read }) => behind(read)))} records behind`)];
}

/** As the alerts have it; the auditor, which is to take in whatever there is, is given more. */
const muchBehind = (group: string): number => (group === 'auditor' ? 50_000 : 20_000);
const runbookOf = (group: string): string => (group === 'auditor' ? 'audit-behind' : 'consumer-behind');
const absent = new Set(['Empty', 'Dead']);

function judgeGroup({ group, state, read }: GroupFound, service: string): Verdict[] {
  const verdicts: Verdict[] = [];
  const [lag, lost] = [behind(read), read.filter(({ next, low }) => next < low)];
  if (absent.has(state)) verdicts.push(fail(`nobody reads for ${group}, which is ${lag} records behind`, `Start the ${service}; where it runs, its log says why it does not read.`, 'service-down'));
  if (lost.length > 0) verdicts.push(fail(`${group} did not read ${lost.map(lossIn).join(', ')}: they are gone`, 'They were kept for less long than it was away. Find out why it was; it goes on with what is there.', group === 'auditor' ? 'audit-gap' : 'consumer-behind'));
  if (lag > muchBehind(group)) verdicts.push(warn(`${group} is ${lag} records behind`, `See in the log of the ${service} whether a partition waits; if none does, start more instances.`, runbookOf(group)));
  if (!absent.has(state) && state !== 'Stable') verdicts.push(warn(`${group} is sharing its partitions out anew (${state})`, `Run this again; if it stays so, an instance of the ${service} joins and leaves.`, 'process-restarting'));
  return verdicts;
}

function behind(read: readonly PartitionRead[]): number {
  return read.reduce((sum, { next, low, high }) => sum + Number(high - (next > low ? next : low)), 0);
}

function lossIn({ topic, partition, next, low }: PartitionRead): string {
  return `${low - next} records of ${topic}/${partition}`;
}
