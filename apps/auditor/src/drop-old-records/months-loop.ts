import { Bell } from '@latchkey/kafka';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { AuditorMetrics } from '../auditor.metrics.js';
import { CreateMonths } from '../create-months/create-months.js';
import { DropOldRecords, type Dropping } from './drop-old-records.js';

const everyMs = 60 * 60 * 1000;

/** Each hour, and at the start, makes the months to come and drops those that are due. What fails is tried again in the next round. */
@Injectable()
export class MonthsLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(MonthsLoop.name);
  private readonly bell = new Bell();
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly createMonths: CreateMonths,
    private readonly dropOldRecords: DropOldRecords,
    private readonly metrics: AuditorMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** Before the pool closes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.round().catch((error: unknown) => this.log.warn({ msg: 'the months of records wait', err: error }));
      await this.bell.wait(everyMs);
    }
  }

  private async round(): Promise<void> {
    for (const month of await this.createMonths.execute(new Date())) this.log.log({ msg: 'a month of records was made', month });
    while (!this.stopping && this.tell(await this.dropOldRecords.execute(new Date())));
  }

  /** Answers whether there may be more to drop. */
  private tell({ dropped, overdue }: Dropping): boolean {
    this.metrics.overdue.set(overdue.length);
    if (dropped) this.log.log({ msg: 'the records of a month were dropped', month: dropped });
    else if (overdue.length > 0) this.log.warn({ msg: 'records are kept for longer than they have to be, until they are published', months: overdue });
    return dropped !== undefined;
  }
}
