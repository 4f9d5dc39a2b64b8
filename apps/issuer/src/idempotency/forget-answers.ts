import type { DataSource } from 'typeorm';
import { keptForHours } from './kept-for.js';

const page = 1000;

/** Deletes kept answers once their day is over: sealed as they are, they hold secrets. */
export class ForgetAnswers {
  constructor(private readonly dataSource: DataSource) {}

  async execute(now: Date, signal: AbortSignal): Promise<void> {
    const over = new Date(now.getTime() - keptForHours * 60 * 60 * 1000);
    while (!signal.aborted && (await this.forgetPage(over)) === page);
  }

  private async forgetPage(over: Date): Promise<number> {
    const [, count]: [unknown, number] = await this.dataSource.query(
      `delete from issuer.idempotency_keys where id in (
         select id from issuer.idempotency_keys where created_at <= $1 limit ${page} for update skip locked)`,
      [over],
    );
    return count;
  }
}
