import { Interned } from './interned.js';
import { LastSequences } from './last-sequences.js';
import { RowTable } from './row-table.js';
import { RightsPool } from './shared-rights.js';
import { field, TokenRows } from './token-rows.js';

export interface TokenIndexOptions {
  /** Keeps each token's name, which takes more room than all the rest of it. */
  readonly names?: boolean;
  /** Of how many forgotten tokens the last sequence is kept. */
  readonly remembered?: number;
  /** 2^n shards in each table. */
  readonly shardBits?: number;
}

/** What an index is made of. */
export interface IndexParts {
  readonly rows: TokenRows;
  readonly byDigest: RowTable;
  readonly byId: RowTable;
  readonly pool: RightsPool;
  readonly customers: Interned<string>;
  readonly forgotten: LastSequences;
  /** Keys whose latest record could not be read. */
  readonly unread: Set<string>;
}

/** Far more than stand between a record and its repeat, which is one batch of the relay. */
const remembered = 100_000;

/** All empty, unless rows are given; those stand in no table yet. */
export function newParts({ names = false, remembered: limit = remembered, shardBits }: TokenIndexOptions, rows = new TokenRows(names)): IndexParts {
  return {
    rows,
    byDigest: new RowTable(rows, { at: field.digest, words: 8 }, shardBits),
    byId: new RowTable(rows, { at: field.id, words: 4 }, shardBits),
    pool: new RightsPool(),
    customers: new Interned<string>(),
    forgotten: new LastSequences(limit),
    unread: new Set(),
  };
}
