import { relayLock } from './outbox-names.js';
import type { RelaySession } from './relay-session.js';

/** A leader asks its database something at least once a second. One that has not for this long is frozen or cut off. */
export const frozenAfterMs = 5000;

const findFrozen = `
  select pg_terminate_backend(activity.pid) as terminated
  from pg_locks as held join pg_stat_activity as activity using (pid)
  where held.locktype = 'advisory' and held.granted
    and held.database = (select oid from pg_database where datname = current_database())
    and held.classid = $1::oid and held.objid = $2::oid and held.objsubid = 2
    and activity.state_change < clock_timestamp() - make_interval(secs => $3)`;

/** The right to relay a schema's outbox: a session advisory lock, so that it ends with its holder. */
export class RelayLock {
  private readonly keys: readonly [number, number];

  constructor(
    private readonly session: RelaySession,
    schema: string,
  ) {
    this.keys = relayLock(schema);
  }

  async tryAcquire(): Promise<boolean> {
    const rows = await this.session.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', this.keys);
    return rows[0]?.held === true;
  }

  /** Ends the session of a holder that shows no life though its connection stands. True if there was one. */
  async evictFrozen(): Promise<boolean> {
    const rows = await this.session.query<{ terminated: boolean }>(findFrozen, [...this.keys, frozenAfterMs / 1000]);
    return rows.some(({ terminated }) => terminated);
  }
}
