import { RelayRunsError } from './outbox.errors.js';
import { RelayLock } from './relay-lock.js';
import { RelaySession } from './relay-session.js';

/** Does work while nobody relays this schema's outbox. Throws a RelayRunsError where somebody does. */
export async function withoutRelay<T>(databaseUrl: string, schema: string, work: () => Promise<T>): Promise<T> {
  const session = await RelaySession.open(databaseUrl, schema);
  try {
    if (!(await new RelayLock(session, schema).tryAcquire())) throw new RelayRunsError(schema);
    return await session.during(work(), async () => void (await session.query('select 1')));
  } finally {
    await session.close();
  }
}
