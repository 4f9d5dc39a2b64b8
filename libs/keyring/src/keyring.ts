import { Inject, Injectable } from '@nestjs/common';
import { entryAt, type KeyringEntry } from './keyring-entry.js';
import { KEYRING_OPTIONS } from './keyring-options.js';
import type { KeyringOptions } from './keyring-options.js';
import { TokenStateReplica } from './token-state-replica.js';

/** Every live token, in memory, as far as token-state has told of it. */
@Injectable()
export class Keyring {
  constructor(
    private readonly replica: TokenStateReplica,
    @Inject(KEYRING_OPTIONS) private readonly options: KeyringOptions,
  ) {}

  /** Whether all of token-state has been read once. Before that nothing may be answered: a token found may long be revoked. */
  get ready(): boolean {
    return this.replica.serving !== undefined;
  }

  get size(): number {
    return this.replica.serving?.tokens.size ?? 0;
  }

  /** Keys whose latest record could not be read. */
  get unreadable(): number {
    return this.replica.serving?.tokens.unreadable ?? 0;
  }

  /** By the digest of the token's secret: as `digestToken` makes it, or its 32 bytes. Nothing is known before `ready`. */
  find(digest: string | Uint8Array): KeyringEntry | undefined {
    const tokens = this.replica.serving?.tokens;
    const row = tokens?.find(digest) ?? -1;
    return tokens && row >= 0 ? entryAt(tokens, row) : undefined;
  }

  /** By its id, which proves nothing of who names it. Nothing is known before `ready`. */
  findById(id: string): KeyringEntry | undefined {
    const tokens = this.replica.serving?.tokens;
    const row = tokens?.findById(id) ?? -1;
    return tokens && row >= 0 ? entryAt(tokens, row) : undefined;
  }

  /** Every change acknowledged longer ago than this is known. `null` until each partition has had a heartbeat. */
  stalenessMs(now: number = Date.now()): number | null {
    const asOf = this.replica.serving?.asOf ?? null;
    return asOf === null ? null : Math.max(0, now - asOf);
  }

  /** Whether what is known is older than the bound, or its age unknown. Never where there is no bound. */
  stale(now?: number): boolean {
    const { staleAfterSeconds } = this.options;
    const stalenessMs = this.stalenessMs(now);
    return staleAfterSeconds > 0 && (stalenessMs === null || stalenessMs > staleAfterSeconds * 1000);
  }

  /** Whether it is stale and nothing may be allowed on its word. */
  refusesStale(now?: number): boolean {
    return this.options.onStale === 'closed' && this.stale(now);
  }

  /** Resolves when `find` may answer otherwise for this digest, or as soon as `signal` aborts. Look before each call: a change is told once. */
  change(digest: string, signal: AbortSignal): Promise<void> {
    return this.replica.changes.next(digest, signal);
  }
}
