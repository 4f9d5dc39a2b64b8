import { isId } from '@latchkey/tokens';
import type { Fingerprint } from './fingerprint.js';
import type { LastRecord } from './topic-picture.js';

export type DifferenceKind = 'missing_on_topic' | 'behind' | 'ahead' | 'differs' | 'missing_in_database' | 'unreadable';

/** One line for an operator. */
export interface Difference {
  readonly difference: DifferenceKind;
  /** `null` where the key of a record is no id of a token. */
  readonly token_id: string | null;
  readonly sequence_in_database: number | null;
  readonly sequence_on_topic: number | null;
  /** Where the last record of the token stands. */
  readonly partition: number | null;
  readonly offset: string | null;
  /** `false` where the token was still on its way to the topic, or changing, when the time for the comparison was over. */
  readonly settled: boolean;
}

/** What is wrong with a token that is in the database as `row`, and on the topic as `last`; undefined where nothing is. */
export function differenceOf(row: Fingerprint | undefined, last: LastRecord | undefined): DifferenceKind | undefined {
  if (!last) return row && 'missing_on_topic';
  if (!last.state) return 'unreadable';
  if (!row) return 'missing_in_database';
  if (last.state.sequence < row.sequence) return 'behind';
  if (last.state.sequence > row.sequence) return 'ahead';
  return last.state.hash === row.hash ? undefined : 'differs';
}

/** A key may be anything, so it is shown only where it has the shape of an id. */
export function describe(key: string, row: Fingerprint | undefined, last: LastRecord | undefined): Omit<Difference, 'difference' | 'settled'> {
  return {
    token_id: isId(key) ? key : null,
    sequence_in_database: row?.sequence ?? null,
    sequence_on_topic: last?.state?.sequence ?? null,
    partition: last?.partition ?? null,
    offset: last === undefined ? null : String(last.offset),
  };
}
