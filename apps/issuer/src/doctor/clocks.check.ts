import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Check } from './check.js';
import { anyClock, boundsOf, type ClockBounds, leastSkewMs, mostSkewMs, narrowed } from './clock-bounds.js';
import type { Deployment } from './deployment.js';
import { fail, ok, skipped, type Verdict } from './finding.js';
import { answers } from './instance.js';

/** Every service judges expiry by its own clock. */
const maxSkewMs = 2_000;
/** A `Date` header has whole seconds: asked in all parts of a second, what it can be is narrowed down to the pauses between. */
const looks = 11;
const pauseMs = 100;
const secondMs = 1_000;

export const clocks: Check = {
  name: 'clocks',
  run: async (deployment) => {
    const instances = (await deployment.instances()).filter(answers);
    const asked = instances.map(async ({ name, url }) => judgeClock(name, await narrowDown(() => look(url))));
    const verdicts = await Promise.all([databaseClock(deployment), ...asked]);
    return instances.length > 0 ? verdicts : [...verdicts, skipped('those of the services: no instance answers at a URL that is given')];
  },
};

async function databaseClock(deployment: Deployment): Promise<Verdict> {
  const dataSource = await deployment.database().catch(() => undefined);
  return dataSource ? judgeClock('database', await narrowDown(() => ask(dataSource))) : skipped('that of the database, which does not answer');
}

export function judgeClock(name: string, bounds: ClockBounds): Verdict {
  const [least, most] = [leastSkewMs(bounds), mostSkewMs(bounds)];
  if (Math.abs(least) <= maxSkewMs) return ok(`${name} is within ${seconds(most)} of the clock here`);
  const skew = `${name} is ${seconds(Math.abs(least))} or more ${least > 0 ? 'ahead of' : 'behind'} the clock here`;
  return fail(skew, 'See which of the two is wrong, and let NTP set it (chronyc tracking). Expiry is judged by local clocks, and so is how stale a verifier is.', 'keyring-stale');
}

const seconds = (ms: number): string => `${(Math.ceil(ms / 100) / 10).toFixed(1)} s`;

async function narrowDown(observe: () => Promise<ClockBounds>): Promise<ClockBounds> {
  let bounds = anyClock;
  for (let n = 0; n < looks; n += 1) {
    if (n > 0) await pause(pauseMs);
    bounds = narrowed(bounds, await observe());
  }
  return bounds;
}

async function look(url: string): Promise<ClockBounds> {
  const before = Date.now();
  const response = await fetch(new URL('/health/live', url), { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
  const after = Date.now();
  await response.body?.cancel();
  const shown = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(shown)) throw new Error(`${new URL(url).host} sends no Date`);
  return boundsOf(shown, { before, after }, secondMs);
}

async function ask(dataSource: DataSource): Promise<ClockBounds> {
  const before = Date.now();
  const rows = await dataSource.query<{ now: number }[]>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as now');
  return boundsOf(rows[0]?.now ?? NaN, { before, after: Date.now() });
}
