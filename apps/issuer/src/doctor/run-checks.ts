import { isForbidden } from '@latchkey/kafka';
import type { Check } from './check.js';
import type { Deployment } from './deployment.js';
import { fail, type Finding, skipped, type Verdict } from './finding.js';
import { reasonOf } from './reason-of.js';

const standardLimitMs = 20_000;

/** Runs all at the same time, each on its own: one that throws or takes too long fails alone, and what needs it is skipped. Answers in the order of `checks`. */
export async function runChecks(checks: readonly Check[], deployment: Deployment): Promise<Finding[]> {
  const running = new Map<string, Promise<Verdict[]>>();
  for (const check of checks) running.set(check.name, examine(check, deployment, running));
  const all = await Promise.all([...running].map(async ([check, verdicts]) => (await verdicts).map((verdict) => ({ check, ...verdict }))));
  return all.flat();
}

async function examine({ needs, limitMs = standardLimitMs, run }: Check, deployment: Deployment, running: ReadonlyMap<string, Promise<Verdict[]>>): Promise<Verdict[]> {
  const needed = needs === undefined ? [] : ((await running.get(needs)) ?? []);
  if (needed.some(({ level }) => level === 'fail')) return [skipped(`first mend what ${needs} says`)];
  try {
    return await within(limitMs, run(deployment));
  } catch (error) {
    if (isForbidden(error)) return [skipped('the Kafka user of this environment may not look: run this as one who may')];
    return [fail(`could not be checked: ${reasonOf(error)}`, `Make sure that ${needs ?? 'what is named'} can be reached from here with these rights, and run this again.`)];
  }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${limitMs / 1_000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
