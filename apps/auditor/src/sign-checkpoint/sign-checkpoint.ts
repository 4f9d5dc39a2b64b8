import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LogKeys } from '../checkpoints/log-keys.js';
import { forked } from '../logs/logs.js';
import { unsignedHead } from './unsigned-head.js';

/** How far a log is signed. */
export interface SigningState {
  readonly log: string;
  /** Entries that no checkpoint covers; less than none where there are fewer than were signed. */
  readonly unsigned: number;
}

/** Signs the tree of a log as it stands, once it has proven to itself that it extends the tree that it signed last. One instance at a time does. */
@Injectable()
export class SignCheckpoint {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: LogKeys,
  ) {}

  /** Without those that an operator has given up, since they part from what was signed. */
  async survey(): Promise<SigningState[]> {
    const rows: { log: string; unsigned: string }[] = await this.dataSource.query(
      `select name as log, size - coalesce((select max(size) from auditor.checkpoints where log = name), 0) as unsigned
       from auditor.logs where stopped is distinct from $1 order by name`,
      [forked],
    );
    return rows.map(({ log, unsigned }) => ({ log, unsigned: Number(unsigned) }));
  }

  /** Answers whether there was anything to sign. Throws a CheckpointRefusedError rather than sign a fork. */
  async execute(log: string, now: Date): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const head = await unsignedHead(manager, this.keys, log);
      if (!head) return false;
      await manager.query('insert into auditor.checkpoints (log, size, note, signed_at) values ($1, $2, $3, $4)', [log, head.size, this.keys.sign(log, head), now]);
      return true;
    });
  }
}
