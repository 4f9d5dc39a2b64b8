import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { moveLastUse } from './last-use.js';
import { ReportReuse } from './report-reuse.js';
import type { TokenUse } from './token-use.js';

/** Keeps when, from where and by what each token was last used, and looks out for those that were replaced. What is told twice counts once. */
@Injectable()
export class RecordUse {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reportReuse: ReportReuse,
  ) {}

  async execute(uses: readonly TokenUse[]): Promise<void> {
    await retryingTransaction(this.dataSource, (manager) => moveLastUse(manager, uses));
    await this.reportReuse.execute(uses);
  }
}
