import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { KEEP_DAYS } from './keep-days.js';

const pageSize = 1000;
const dayMs = 24 * 60 * 60 * 1000;
const refusalsKeptMs = 2 * dayMs;

/** Forgets what was settled long ago with its attempts, and what was counted, page by page, so that no transaction grows long. */
@Injectable()
export class ForgetNotifications {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(KEEP_DAYS) private readonly keepDays: number,
  ) {}

  /** Answers how many it forgot. */
  async execute(now: Date): Promise<number> {
    const before = new Date(now.getTime() - this.keepDays * dayMs);
    let forgotten = 0;
    for (let page = pageSize; page === pageSize; forgotten += page) page = await this.forgetPage(before);
    await this.dataSource.query('delete from notifier.silences where expires_at < $1 and (until is null or until < $1)', [before]);
    await this.dataSource.query('delete from notifier.refusals where hour < $1', [new Date(now.getTime() - refusalsKeptMs)]);
    await this.dataSource.query('delete from notifier.refusals_told where day < $1', [before]);
    return forgotten;
  }

  /** What a digest gathers stays as long as the digest can be sent. */
  private async forgetPage(before: Date): Promise<number> {
    const [, deleted]: [unknown, number] = await this.dataSource.query(
      `delete from notifier.notifications where id in (
         select id from notifier.notifications old where settled_at < $1
           and not exists (select 1 from notifier.notifications digest where digest.id = old.digest_id and (digest.settled_at is null or digest.settled_at >= $1))
         limit ${pageSize})`,
      [before],
    );
    return deleted;
  }
}
