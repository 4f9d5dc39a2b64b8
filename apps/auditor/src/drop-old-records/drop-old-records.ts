import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { holdsMonths, waitBriefly } from '../create-months/months-lock.js';
import { erasedAction } from '../logs/erased-entries.js';
import { type Month, monthAfter, monthOf } from '../logs/months.js';
import { storedMonths, tableOf } from '../logs/record-months.js';
import type { Queries } from '../logs/stored-hashes.js';

/** Provide for how many months records are kept, 0 for ever, under this token. */
export const RETENTION_MONTHS = Symbol('RETENTION_MONTHS');

export interface Dropping {
  /** The oldest month that is due, if it was dropped. */
  readonly dropped: Month | undefined;
  /** Those that are due still. */
  readonly overdue: readonly Month[];
}

const nothing: Dropping = { dropped: undefined, overdue: [] };

/** Drops the records of whole months that are older than they are kept. Their entries, and the tree over them, stay. */
@Injectable()
export class DropOldRecords {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(RETENTION_MONTHS) private readonly retentionMonths: number,
  ) {}

  /** The months that are older than records are kept, the oldest first. */
  async due(now: Date, queries: Queries = this.dataSource): Promise<Month[]> {
    if (this.retentionMonths === 0) return [];
    const kept = monthAfter(monthOf(now), -this.retentionMonths);
    return (await storedMonths(queries)).filter((month) => month < kept);
  }

  /** One month, the oldest that is due, and only once all of it stands on the audit topic. */
  async execute(now: Date): Promise<Dropping> {
    return this.dataSource.transaction(async (manager) => {
      if (!(await holdsMonths(manager))) return nothing;
      const [oldest, ...later] = await this.due(now, manager);
      if (!oldest) return nothing;
      if (!(await isPublished(manager, oldest))) return { dropped: undefined, overdue: [oldest, ...later] };
      await drop(manager, oldest);
      return { dropped: oldest, overdue: later };
    });
  }
}

async function isPublished(manager: EntityManager, month: Month): Promise<boolean> {
  const [first]: { log: string }[] = await manager.query(
    `select log from auditor.publications where next_index <= (select max(index) from ${tableOf(month)} as month where month.log = publications.log) limit 1`,
  );
  return first === undefined;
}

/** The logs are locked first, as by all who write records. */
async function drop(manager: EntityManager, month: Month): Promise<void> {
  await waitBriefly(manager);
  await manager.query('select from auditor.logs order by name for update');
  await noteDropped(manager, tableOf(month));
  await manager.query('lock table auditor.records in access exclusive mode');
  await manager.query(`drop table ${tableOf(month)}`);
}

/** How far the logs are without records by this, and by the erasures that are told of in the month: who asks later why those are gone is not told any more. */
async function noteDropped(manager: EntityManager, table: string): Promise<void> {
  await manager.query(
    `update auditor.logs set dropped_below = greatest(dropped_below, (select max(index) + 1 from ${table} as month where month.log = name))`,
  );
  await manager.query(
    `update auditor.logs set dropped_below = greatest(dropped_below, told.last + 1)
     from (select told ->> 'log' as log, max((told #>> '{entries,-1,1}')::bigint) as last
           from ${table}, lateral (select convert_from(record, 'UTF8')::jsonb -> 'details' as told) as erasure
           where customer_id is null and action = '${erasedAction}' and duplicate_of is null group by 1) as told
     where told.log = name`,
  );
}
