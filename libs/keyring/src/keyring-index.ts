import { compileGrant } from '@latchkey/access';
import type { TokenState } from '@latchkey/contracts';
import type { KeyringEntry } from './keyring-entry.js';

/** Far more than stand between a record and its repeat, which is one batch of the relay. */
const rememberedTombstones = 100_000;

/** The live tokens that one reading of token-state has given, and how far that reading has come. */
export class KeyringIndex {
  private readonly byId = new Map<string, KeyringEntry>();
  private readonly byDigest = new Map<string, KeyringEntry>();
  /** The last sequence of tokens that are forgotten: a repeat of their states must not bring them back. Oldest first. */
  private readonly buried = new Map<string, number>();
  /** Keys whose latest record could not be read. */
  private readonly unread = new Set<string>();
  /** Epoch milliseconds by partition. */
  private readonly heard = new Map<number, number>();
  private readonly accepted: Set<string>;
  private partitions: number | undefined;

  /** `generations` are those that this reading began for. If there are none, it is of the first that it meets. */
  constructor(
    generations: Iterable<string> = [],
    private readonly tombstoneLimit = rememberedTombstones,
  ) {
    this.accepted = new Set(generations);
  }

  get size(): number {
    return this.byId.size;
  }

  get unreadable(): number {
    return this.unread.size;
  }

  get generations(): ReadonlySet<string> {
    return this.accepted;
  }

  /** Whether all of the topic has been read. */
  get caughtUp(): boolean {
    return this.partitions !== undefined;
  }

  /** Every change acknowledged before it is in here, in epoch milliseconds; `null` until each partition has had a heartbeat. */
  get asOf(): number | null {
    return this.partitions === undefined || this.heard.size < this.partitions ? null : Math.min(...this.heard.values());
  }

  knows(id: string): boolean {
    return this.byId.has(id);
  }

  find(digest: string): KeyringEntry | undefined {
    return this.byDigest.get(digest);
  }

  /** Takes a state that is newer than the one known; a repeat is `old`. A digest stays with the token that had it first: another's is a `conflict`. */
  put(state: TokenState): 'applied' | 'old' | 'conflict' {
    const known = this.byId.get(state.id);
    if (state.sequence <= (known?.state.sequence ?? this.buried.get(state.id) ?? 0)) return 'old';
    const holder = this.byDigest.get(state.digest);
    if (holder && holder.state.id !== state.id) {
      // Something newer holds for this token, and it cannot be taken.
      this.refuse(state.id);
      return 'conflict';
    }
    if (known) this.byDigest.delete(known.state.digest);
    this.unread.delete(state.id);
    this.set({ state, grant: compileGrant(state.grant), unreadable: false });
    return 'applied';
  }

  /** For a tombstone. */
  forget(key: string): void {
    this.unread.delete(key);
    const known = this.byId.get(key);
    if (!known) return;
    this.byId.delete(key);
    this.byDigest.delete(known.state.digest);
    this.buried.set(key, known.state.sequence);
    const [oldest] = this.buried.keys();
    if (this.buried.size > this.tombstoneLimit && oldest !== undefined) this.buried.delete(oldest);
  }

  /** For an unreadable record: its token, if it is known, is unreadable until a newer state comes. */
  refuse(key: string): void {
    this.unread.add(key);
    const known = this.byId.get(key);
    if (known) this.set({ ...known, unreadable: true });
  }

  /** Whether a heartbeat of this generation may be taken for this reading's. */
  accepts(generation: string): boolean {
    if (this.accepted.size === 0) this.accepted.add(generation);
    return this.accepted.has(generation);
  }

  /** The latest heartbeat counts, not the highest: the issuer's clock may have been set back. */
  hear(partition: number, asOf: number): void {
    this.heard.set(partition, asOf);
  }

  catchUp(partitions: number): void {
    this.partitions = partitions;
  }

  private set(entry: KeyringEntry): void {
    this.byId.set(entry.state.id, entry);
    this.byDigest.set(entry.state.digest, entry);
  }
}
