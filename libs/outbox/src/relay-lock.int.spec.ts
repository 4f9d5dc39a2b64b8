import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pause } from '@latchkey/kafka';
import { createDatabase, eventually } from '@latchkey/testing';
import { Counters, schema } from '../test/counters.js';
import { SessionLostError } from './outbox.errors.js';
import { RelayLock } from './relay-lock.js';
import { RelaySession } from './relay-session.js';

describe('RelayLock', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  const open: RelaySession[] = [];

  beforeAll(async () => {
    database = await createDatabase(Counters.migrate);
  });
  afterAll(async () => {
    await Promise.all(open.map((session) => session.close()));
    await database.drop();
  });

  async function contender(): Promise<{ session: RelaySession; lock: RelayLock }> {
    const session = await RelaySession.open(database.url, schema);
    open.push(session);
    return { session, lock: new RelayLock(session, schema) };
  }
  const never = new AbortController().signal;

  it('has one holder, and passes on when the holder ends', async () => {
    const [first, second] = [await contender(), await contender()];
    expect(await first.lock.tryAcquire()).toBe(true);
    expect(await second.lock.tryAcquire()).toBe(false);
    await first.session.close();
    await eventually(async () => expect(await second.lock.tryAcquire()).toBe(true), { timeoutMs: 1000 });
    await second.session.close();
  });

  it('is taken from a holder that shows no life, which can then neither read nor delete', async () => {
    const [frozen, standby] = [await contender(), await contender()];
    expect(await frozen.lock.tryAcquire()).toBe(true);
    expect(await standby.lock.evictFrozen()).toBe(false);
    await eventually(async () => expect(await standby.lock.evictFrozen()).toBe(true), { timeoutMs: 8000, intervalMs: 100 });
    await eventually(async () => expect(await standby.lock.tryAcquire()).toBe(true));
    await expect(frozen.session.query('select 1')).rejects.toThrow(SessionLostError);
    await standby.session.close();
  });

  it('stays with a holder that waits for Kafka for long', async () => {
    const [busy, standby] = [await contender(), await contender()];
    expect(await busy.lock.tryAcquire()).toBe(true);
    const signOfLife = async (): Promise<void> => void (await busy.session.query('select 1'));
    const slow = busy.session.during(
      pause(6500, never).then(() => 'sent'),
      signOfLife,
    );
    await pause(6000, never);
    expect(await standby.lock.evictFrozen()).toBe(false);
    await expect(slow).resolves.toBe('sent');
  });
});
