import type { Service } from '@latchkey/stack';
import type { AskedVerifier } from './asked-verifier.js';
import type { Backlog } from './backlog.js';
import { type Cost, costBetween, mark } from './cost.js';
import { Progress } from './progress.js';
import { untilSharedOut } from './shares.js';

/** What a backlog is read by, and who asks a verifier meanwhile. */
export interface Draining {
  readonly databaseUrl: string;
  readonly backlog: Backlog;
  readonly verifier: AskedVerifier;
  /** Another instance, once it listens. */
  start(): Promise<Service>;
}

export interface Drained extends Cost {
  /** Milliseconds in which the verifier answered meanwhile. */
  readonly answers: readonly number[];
  /** For how many milliseconds at most nothing was read while one read. */
  readonly standstill: number;
}

/** One instance reads all of it. From the first record it has read, so that its start is left out. */
export async function drainByOne({ databaseUrl, backlog, verifier, start }: Draining): Promise<Drained> {
  const progress = await Progress.watch(databaseUrl, backlog);
  try {
    const instances = [await start()];
    const from = await mark(await progress.until(backlog.size - 1), instances);
    verifier.take();
    const to = await mark(await progress.until(0), instances);
    return { ...costBetween(from, to), answers: verifier.take(), standstill: progress.longestStandstill(from.at, to.at) };
  } finally {
    await progress.end();
  }
}

export interface DrainedByThree extends Drained {
  /** Milliseconds from the start of two more until both listened. */
  readonly startedAfter: number;
  /** From then on, until each of the three had read of its share. */
  readonly sharedOutAfter: number;
  /** How many partitions each has. */
  readonly shares: readonly number[];
}

/** Of the backlog so much is read by one before two more are started. */
const aloneShare = 0.2;

/** One instance begins, two more come. Rate, cost and answers are of what is left once each has its share; the standstill is the longest until then. */
export async function drainByThree({ databaseUrl, backlog, verifier, start }: Draining): Promise<DrainedByThree> {
  const progress = await Progress.watch(databaseUrl, backlog);
  try {
    const first = await start();
    await progress.until(backlog.size * (1 - aloneShare));
    const began = performance.now();
    const instances = [first, ...(await Promise.all([start(), start()]))];
    const started = performance.now();
    const shares = await untilSharedOut(instances, backlog.places, progress);
    const took = { startedAfter: started - began, sharedOutAfter: performance.now() - started };
    const from = await mark(progress.latest, instances);
    verifier.take();
    const to = await mark(await progress.until(0), instances);
    return { ...costBetween(from, to), answers: verifier.take(), standstill: progress.longestStandstill(began, from.at), ...took, shares };
  } finally {
    await progress.end();
  }
}
