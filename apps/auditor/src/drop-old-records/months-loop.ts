import { BackgroundLoop } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { AuditorMetrics } from '../auditor.metrics.js';
import { CreateMonths } from '../create-months/create-months.js';
import { DropOldRecords, type Dropping } from './drop-old-records.js';

/** Each hour, and at the start, makes the months to come and drops those that are due. */
@Injectable()
export class MonthsLoop extends BackgroundLoop {
  constructor(
    private readonly createMonths: CreateMonths,
    private readonly dropOldRecords: DropOldRecords,
    private readonly metrics: AuditorMetrics,
  ) {
    super({ everyMs: 60 * 60 * 1000, failure: 'the months of records wait' });
  }

  protected async round(): Promise<boolean> {
    this.metrics.overdue.set((await this.dropOldRecords.due(new Date())).length);
    for (const month of await this.createMonths.execute(new Date())) this.log.log({ msg: 'a month of records was made', month });
    return this.tell(await this.dropOldRecords.execute(new Date()));
  }

  /** Answers whether there may be more to drop. */
  private tell({ dropped, overdue }: Dropping): boolean {
    this.metrics.overdue.set(overdue.length);
    if (dropped) this.log.log({ msg: 'the records of a month were dropped', month: dropped });
    else if (overdue.length > 0) this.log.warn({ msg: 'records are kept for longer than they have to be, until they are published', months: overdue });
    return dropped !== undefined;
  }
}
