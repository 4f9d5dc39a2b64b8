import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LogKeys } from '../checkpoints/log-keys.js';

export interface ListedLog {
  readonly name: string;
  readonly origin: string | null;
  readonly size: number;
  readonly signed_size: number;
}

/** All logs, those of earlier epochs too. */
@Injectable()
export class ListLogs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: LogKeys,
  ) {}

  async execute(): Promise<ListedLog[]> {
    const rows: { name: string; size: string; signed: string }[] = await this.dataSource.query(
      `select name, size, coalesce((select max(size) from auditor.checkpoints where log = name), 0) as signed from auditor.logs order by topic, partition, epoch`,
    );
    return rows.map(({ name, size, signed }) => ({ name, origin: this.keys.originOf(name) ?? null, size: Number(size), signed_size: Number(signed) }));
  }
}
