import { RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SignedLogs } from '../checkpoints/signed-logs.js';
import { type LevelRange, readHashes } from '../logs/stored-hashes.js';
import { TreeBrokenError } from '../logs/tree-broken.error.js';
import { hashBytes } from '../tree/hashes.js';
import { widthOfLevel } from '../tree/tiles.js';
import type { TileAddress } from './tile-path.js';

/** Answers what will never change, as C2SP tlog-tiles lays it out: what is signed, and nothing beyond. */
@Injectable()
export class GetTile {
  constructor(
    private readonly dataSource: DataSource,
    private readonly signedLogs: SignedLogs,
  ) {}

  async execute(log: string, { level, from, to }: TileAddress): Promise<Buffer> {
    const { size } = await this.signedLogs.find(log);
    if (to > widthOfLevel(level === 'entries' ? 0 : level, size)) throw new RuntimeError('not_found', { detail: 'No checkpoint reaches as far as this tile.' });
    return level === 'entries' ? this.bundle(log, from, to) : this.hashes(log, { level, from, to });
  }

  private async hashes(log: string, range: LevelRange): Promise<Buffer> {
    return Buffer.concat(await readHashes(this.dataSource, log, range));
  }

  /** Each entry behind its length in two bytes. */
  private async bundle(log: string, from: number, to: number): Promise<Buffer> {
    const rows: { commitment: Buffer }[] = await this.dataSource.query(
      'select commitment from auditor.entries where log = $1 and index >= $2 and index < $3 order by index',
      [log, from, to],
    );
    if (rows.length !== to - from) throw new TreeBrokenError(`the log ${log} lacks entries from ${from} to ${to}: ${rows.length} are there`);
    const length = Buffer.of(0, hashBytes);
    return Buffer.concat(rows.flatMap(({ commitment }) => [length, commitment]));
  }
}
