import type { EntityManager } from 'typeorm';

const gate = `hashtextextended('latchkey.notifier.schedules', 0)`;

/** Until the transaction ends, no schedule changes: a token that is entered meanwhile is either planned by the schedule to come or planned anew after it. */
export async function keepSchedules(manager: EntityManager): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock_shared(${gate})`);
}

/** Waits for those who keep the schedules, and has them wait until the transaction ends. */
export async function changeSchedules(manager: EntityManager): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock(${gate})`);
}
