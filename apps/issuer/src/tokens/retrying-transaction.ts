import { setTimeout as pause } from 'node:timers/promises';
import { QueryFailedError } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';

/** Deadlock, and serialization failure: Postgres rolled this one back so that another could go on. */
const retriable = new Set(['40P01', '40001']);
const attempts = 5;

/** Runs `work` in a transaction, and again from its start where Postgres gave up this one for another's sake. */
export async function retryingTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await dataSource.transaction(work);
    } catch (error) {
      if (attempt === attempts || !isRetriable(error)) throw error;
    }
    // Else two that met once would meet again.
    await pause(Math.random() * 20 * attempt);
  }
}

function isRetriable(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as { code?: unknown };
  return typeof code === 'string' && retriable.has(code);
}
