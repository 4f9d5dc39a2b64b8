import type { Queries } from '../logs/stored-hashes.js';

/** Whether this transaction alone, of all instances, may make and drop months. */
export async function holdsMonths(queries: Queries): Promise<boolean> {
  const [lock]: { mine: boolean }[] = await queries.query(`select pg_try_advisory_xact_lock(hashtextextended('latchkey.auditor.months', 0)) as mine`);
  return lock?.mine === true;
}

/**
 * The tables of months come and go under locks for which nothing else may hold the records. All that comes later waits behind whoever waits for them, so this does
 * not for long, and for less than the second after which Postgres would end it, or another, for a deadlock.
 */
export async function waitBriefly(queries: Queries): Promise<void> {
  await queries.query(`set local lock_timeout = '500ms'`);
}
