import { BareInserts } from './bare-inserts.js';
import { Calls } from './calls.js';
import { inTurns, rateOf } from './in-turns.js';
import type { Bench } from './scene.js';

const load = { workers: 32, seconds: 3 };
/** A service that has just begun is several times slower than one whose code has been compiled. */
const warmUp = { workers: 32, seconds: 6 };

/** How many tokens a second are issued over HTTP, beside what bare `pg` commits of the same rows at the same concurrency. */
export const benchIssue: Bench = async ({ databaseUrl, callerToken, start }) => {
  const bare = await BareInserts.open(databaseUrl);
  const issuer = await start('issuer');
  const calls = new Calls(issuer.url, callerToken);
  const issue = (): Promise<void> => calls.expect(201, 'POST', '/automation-tokens', { name: 'bench', roles: bare.roles, limit_workspaces: false });
  const insert = (): Promise<void> => bare.insert();
  // What the relay has left to do would weigh on the next run.
  const drained = async <T>(result: T): Promise<T> => bare.outboxEmpty().then(() => result);
  try {
    await rateOf(issue, warmUp).then(drained);
    await rateOf(insert, warmUp);
    const { measured, baseline } = await inTurns(() => rateOf(issue, load).then(drained), () => rateOf(insert, load));
    return [{ name: `tokens issued, ${load.workers} at once`, unit: '/s', measured, baseline, aim: 'ratio 0.5' }];
  } finally {
    calls.close();
    await bare.close();
  }
};
