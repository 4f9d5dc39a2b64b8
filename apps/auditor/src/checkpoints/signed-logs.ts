import { RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditorError } from '../auditor.errors.js';
import { LogKeys } from './log-keys.js';

/** The last checkpoint of a log, as it was signed. */
export interface SignedLog {
  readonly size: number;
  readonly note: string;
}

/** How far logs may be shown: no further than they are signed. */
@Injectable()
export class SignedLogs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: LogKeys,
  ) {}

  /** Throws where there is no such log, or nothing of it is signed. */
  async find(log: string): Promise<SignedLog> {
    this.requireKey();
    const rows: { size: string | null; note: string | null }[] = await this.dataSource.query(
      `select last.size, last.note from auditor.logs
       left join lateral (select size, note from auditor.checkpoints where log = name order by size desc limit 1) last on true
       where name = $1`,
      [log],
    );
    const [found] = rows;
    if (!found) throw new RuntimeError('not_found', { detail: 'There is no log of this name.' });
    if (found.note === null) throw new AuditorError('not_yet_signed');
    return { size: Number(found.size), note: found.note };
  }

  requireKey(): void {
    if (!this.keys.signer) throw new AuditorError('no_signing_key');
  }
}
