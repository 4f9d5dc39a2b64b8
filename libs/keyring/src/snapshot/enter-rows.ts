import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { readId, writeId } from '@latchkey/tokens';
import type { IndexParts } from '../token-index/index-parts.js';
import { field, flagBits, startOf, statuses, statusMask, unreadableFlag } from '../token-index/token-rows.js';
import { SnapshotRefusedError } from './snapshot-refused.js';

const none = -1;
/** Rows that are looked at without letting others run. */
const atOnce = 16_384;

/**
 * Enters rows that were read into the tables, and counts them as holders of what they share. A token that changed while the rows were written may stand in two of them,
 * of which the newer is right, and its digest in that of another token, too: which of the two has let it go since, only reading on tells, which tells of both. So
 * neither is known until then, and nobody asks before.
 */
export async function enterRows(parts: IndexParts): Promise<void> {
  const { rows, byDigest, byId } = parts;
  const gone = new Set<number>();
  const holders = { rights: new Int32Array(parts.pool.end), customers: new Int32Array(parts.customers.end) };
  const entered = await soundRows(parts, holders);
  await byId.fill(entered, (known, row) => {
    const [older, newer] = rows.wide(known, 'sequence') < rows.wide(row, 'sequence') ? [known, row] : [row, known];
    gone.add(older);
    return newer;
  });
  const clashing = new Set<number>();
  await byDigest.fill(without(gone, entered), (known, row) => {
    clashing.add(known);
    gone.add(row);
    byId.remove(row);
    return known;
  });
  for (const row of clashing) {
    for (const table of [byDigest, byId]) table.remove(row);
    gone.add(row);
  }
  for (const row of gone) {
    count(parts, row, holders, -1);
    rows.release(row);
  }
  holders.rights.forEach((more, number) => more > 0 && parts.pool.holdAgain(number, more));
  holders.customers.forEach((more, number) => more > 0 && parts.customers.holdAgain(number, more));
  for (const id of parts.unread) mark(parts, id);
}

/** Those in which a token stands; the others are free from here on. Throws `torn` where a row says what none can. */
async function soundRows(parts: IndexParts, holders: Holders): Promise<Uint32Array> {
  const { rows, pool, customers, unread } = parts;
  const found = new Uint32Array(rows.made);
  let sound = 0;
  for (let row = 0; row < rows.made; row += 1) {
    if (row % atOnce === 0) await yieldToOthers();
    if (rows.isEmpty(row)) {
      rows.release(row);
      continue;
    }
    const flags = rows.word(row, field.rightsAndFlags);
    const known = pool.has(flags >>> flagBits) && customers.has(rows.word(row, field.customer));
    if (!known || statuses[flags & statusMask] === undefined) throw new SnapshotRefusedError('torn');
    count(parts, row, holders, 1);
    if ((flags & unreadableFlag) !== 0) unread.add(readId(rows.wordsOf(row), startOf(row) + field.id));
    found[sound++] = row;
  }
  return found.subarray(0, sound);
}

/** Whoever holds what by its number. */
interface Holders {
  readonly rights: Int32Array;
  readonly customers: Int32Array;
}

function count({ rows }: IndexParts, row: number, { rights, customers }: Holders, by: number): void {
  const right = rows.word(row, field.rightsAndFlags) >>> flagBits;
  const customer = rows.word(row, field.customer);
  rights[right] = (rights[right] as number) + by;
  customers[customer] = (customers[customer] as number) + by;
}

function without(gone: ReadonlySet<number>, rows: Uint32Array): Uint32Array {
  return gone.size === 0 ? rows : rows.filter((row) => !gone.has(row));
}

const key = new Uint32Array(4);

function mark({ rows, byId }: IndexParts, id: string): void {
  const row = writeId(id, key, 0) ? byId.find(key, 0) : none;
  if (row !== none) rows.setWord(row, field.rightsAndFlags, rows.word(row, field.rightsAndFlags) | unreadableFlag);
}
