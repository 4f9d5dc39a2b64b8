import { CompiledGrant, type Rights, type TokenStatus } from '@latchkey/access';
import { readId, writeId } from '@latchkey/tokens';
import { writeBytes, writeHex } from './digest-words.js';
import type { IndexedState } from './indexed-state.js';
import { type IndexParts, newParts, type TokenIndexOptions } from './index-parts.js';
import type { Interned } from './interned.js';
import type { LastSequences } from './last-sequences.js';
import type { RowTable } from './row-table.js';
import type { RightsPool, SharedRights } from './shared-rights.js';
import { field, flagBits, platformFlag, startOf, statuses, statusMask, type TokenRows, unreadableFlag, widest } from './token-rows.js';

/** `unfit`: an id that is no 128 bits, or a sequence that is more than 48, as no issuer makes them. */
export type PutOutcome = 'applied' | 'old' | 'conflict' | 'unfit';

const none = -1;
/** Where the key of a question, or of a state that came in, is written before it is looked up: as in a row. */
const keyWords = 16;

/**
 * Tokens in typed arrays, by digest and by id. `find` answers a row: its fields are read by number, and it is the token's until the next `put` or `forget`. Not
 * for rows that are none.
 */
export class TokenIndex {
  private readonly rows: TokenRows;
  private readonly byDigest: RowTable;
  private readonly byId: RowTable;
  private readonly pool: RightsPool;
  private readonly customers: Interned<string>;
  private readonly forgotten: LastSequences;
  private readonly unread: Set<string>;
  private readonly key = new Uint32Array(keyWords);

  constructor(
    options: TokenIndexOptions = {},
    /** For snapshots. */
    readonly parts: IndexParts = newParts(options),
  ) {
    ({ rows: this.rows, byDigest: this.byDigest, byId: this.byId, pool: this.pool, customers: this.customers, forgotten: this.forgotten, unread: this.unread } = parts);
  }

  get size(): number {
    return this.rows.used;
  }

  /** How many keys' latest record could not be read. */
  get unreadable(): number {
    return this.unread.size;
  }

  /** How many different rights and customers the tokens have. */
  get shared(): { rights: number; customers: number } {
    return { rights: this.pool.size, customers: this.customers.size };
  }

  knows(id: string): boolean {
    return this.findById(id) !== none;
  }

  /** Whether the token is known, and this is newer. */
  isBehind({ id, sequence }: IndexedState): boolean {
    const row = this.findById(id);
    return row !== none && this.sequence(row) < sequence;
  }

  /** The row of the token of this digest, as 32 bytes or as lower-case hex; -1 where there is none. Allocates nothing. */
  find(digest: Uint8Array | string): number {
    const written = typeof digest === 'string' ? writeHex(digest, this.key, field.digest) : writeBytes(digest, this.key, field.digest);
    return written ? this.byDigest.find(this.key, field.digest) : none;
  }

  /** The row of the token of this id; -1 where there is none. */
  findById(id: string): number {
    return writeId(id, this.key, field.id) ? this.byId.find(this.key, field.id) : none;
  }

  /**
   * Takes a state that is newer than the one known, or the same again where a later record could not be read; any other repeat is `old`. A digest stays with the token that had it
   * first: another's is a `conflict`.
   */
  put(state: IndexedState): PutOutcome {
    const { key, rows } = this;
    if (!this.writeKey(state)) {
      this.refuse(state.id);
      return 'unfit';
    }
    const known = this.byId.find(key, field.id);
    const last = known === none ? this.forgotten.of(state.id) : this.sequence(known);
    if (state.sequence < last || (state.sequence === last && !this.unread.has(state.id))) return 'old';
    const holder = this.byDigest.find(key, field.digest);
    if (holder !== none && holder !== known) {
      // Something newer holds for this token, and it cannot be taken.
      this.refuse(state.id);
      return 'conflict';
    }
    const row = known === none ? rows.allocate() : known;
    if (known !== none && holder === none) this.byDigest.remove(known);
    const rights = this.pool.hold(state.rights);
    const customer = this.customers.hold(state.customerId, () => state.customerId);
    if (known !== none) this.letGo(known);
    rows.writeKey(row, key);
    this.writeFields(row, state, rights, customer);
    if (holder === none) this.byDigest.add(row);
    if (known === none) this.byId.add(row);
    if (this.unread.size > 0) this.unread.delete(state.id);
    return 'applied';
  }

  /** For a tombstone. */
  forget(key: string): void {
    this.unread.delete(key);
    const row = this.findById(key);
    if (row === none) return;
    this.forgotten.keep(key, this.sequence(row));
    this.byDigest.remove(row);
    this.byId.remove(row);
    this.letGo(row);
    this.rows.release(row);
  }

  /** For an unreadable record: its token, if it is known, is unreadable until a readable state comes that is not older. */
  refuse(key: string): void {
    this.unread.add(key);
    const row = this.findById(key);
    if (row !== none) this.rows.setWord(row, field.rightsAndFlags, this.rows.word(row, field.rightsAndFlags) | unreadableFlag);
  }

  /** A later record of this token could not be read, so what holds for it now is not known: it is to be refused. */
  isUnreadable(row: number): boolean {
    return (this.flags(row) & unreadableFlag) !== 0;
  }

  isPlatform(row: number): boolean {
    return (this.flags(row) & platformFlag) !== 0;
  }

  status(row: number): TokenStatus {
    return statuses[this.flags(row) & statusMask] ?? 'revoked';
  }

  /** What the token may do, and when, ready to be judged. */
  grant(row: number): CompiledGrant {
    return new CompiledGrant(this.shares(row).compiled, { notBefore: this.notBefore(row), expiresAt: this.expiresAt(row) });
  }

  /** What the token may do, as it was written. */
  rights(row: number): Rights {
    return this.shares(row).written;
  }

  /** Epoch milliseconds, -Infinity without bound. */
  notBefore(row: number): number {
    const instant = this.rows.wide(row, 'notBefore');
    return instant === widest ? -Infinity : instant;
  }

  /** Epoch milliseconds, Infinity without bound. */
  expiresAt(row: number): number {
    const instant = this.rows.wide(row, 'expiresAt');
    return instant === widest ? Infinity : instant;
  }

  /** Epoch milliseconds. */
  changedAt(row: number): number {
    return this.rows.wide(row, 'changedAt');
  }

  sequence(row: number): number {
    return this.rows.wide(row, 'sequence');
  }

  id(row: number): string {
    return readId(this.rows.wordsOf(row), startOf(row) + field.id);
  }

  customerId(row: number): string {
    return this.customers.value(this.rows.word(row, field.customer));
  }

  serviceAccountId(row: number): string {
    return readId(this.rows.wordsOf(row), startOf(row) + field.serviceAccount);
  }

  /** Undefined where names are not kept. */
  name(row: number): string | undefined {
    return this.rows.name(row);
  }

  private shares(row: number): SharedRights {
    return this.pool.value(this.flags(row) >>> flagBits);
  }

  private flags(row: number): number {
    return this.rows.word(row, field.rightsAndFlags);
  }

  private writeKey({ id, digest, serviceAccountId, sequence }: IndexedState): boolean {
    const { key } = this;
    return sequence <= widest && writeId(id, key, field.id) && writeHex(digest, key, field.digest) && writeId(serviceAccountId, key, field.serviceAccount);
  }

  private letGo(row: number): void {
    this.pool.release(this.flags(row) >>> flagBits);
    this.customers.release(this.rows.word(row, field.customer));
  }

  private writeFields(row: number, state: IndexedState, rights: number, customer: number): void {
    const { rows } = this;
    rows.setWide(row, 'expiresAt', instant(state.expiresAt, Infinity));
    rows.setWide(row, 'notBefore', instant(state.notBefore, -Infinity));
    rows.setWide(row, 'changedAt', instant(state.changedAt, Infinity));
    rows.setWide(row, 'sequence', state.sequence);
    rows.setWord(row, field.customer, customer);
    rows.setWord(row, field.rightsAndFlags, (rights << flagBits) | statuses.indexOf(state.status) | (state.platform ? platformFlag : 0));
    rows.setName(row, state.name);
  }
}

/** Instants are kept from 1970 on, before which there were no tokens: an earlier one is as good as that. */
function instant(milliseconds: number, unbounded: number): number {
  return milliseconds === unbounded ? widest : Math.min(widest - 1, Math.max(0, milliseconds));
}
