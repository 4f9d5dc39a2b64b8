import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotifierMetrics } from '../notifier.metrics.js';

interface Expiry {
  readonly id: string;
  readonly customerId: string;
  readonly expiresAt: Date;
}

/** Shows the expiries that come next, as many as the cap: each is a time series of its own, so not those of all tokens. */
@Injectable()
export class MeasureExpiries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: NotifierMetrics,
    private readonly cap: number,
  ) {}

  async execute(now: Date): Promise<void> {
    const next: Expiry[] = await this.dataSource.query(
      `select id, customer_id as "customerId", expires_at as "expiresAt" from notifier.tokens
       where status <> 'revoked' and expires_at > $1 order by expires_at, id limit $2`,
      [now, this.cap],
    );
    this.metrics.tokenExpiry.reset();
    for (const { id, customerId, expiresAt } of next) this.metrics.tokenExpiry.set({ token_id: id, customer_id: customerId }, expiresAt.getTime() / 1000);
  }
}
