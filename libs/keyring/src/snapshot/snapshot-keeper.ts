import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { KeyringIndex } from '../keyring-index.js';
import type { TokenStateReplica } from '../token-state-replica.js';
import { oldestMs } from './snapshot-header.js';
import type { SnapshotStore } from './snapshot-store.js';

/** So long a stop may be held up. */
const lastMs = 10_000;

/** Saves the keyring now and then where something has changed, and before the process ends, once nothing more is read. */
export class SnapshotKeeper implements OnModuleInit, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private saving: Promise<void> = Promise.resolve();
  private saved: { readonly index: KeyringIndex; readonly changes: number; readonly at: number } | undefined;

  constructor(
    private readonly replica: TokenStateReplica,
    private readonly store: SnapshotStore,
    private readonly everySeconds: number,
    private readonly now: () => number = Date.now,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.save(), this.everySeconds * 1000).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    const over = new Promise<void>((resolve) => this.stopping.signal.addEventListener('abort', () => resolve()));
    const limit = setTimeout(() => this.stopping.abort(), lastMs);
    // A disk that does not answer cannot be told to stop.
    await Promise.race([this.save(), over]);
    clearTimeout(limit);
  }

  /** One after the other. */
  save(): Promise<void> {
    this.saving = this.saving.then(() => this.saveIfDue());
    return this.saving;
  }

  private async saveIfDue(): Promise<void> {
    const { replica, store, saved } = this;
    const { index, of } = replica.savable ?? {};
    const at = this.now();
    if (!index || !of || (saved?.index === index && saved.changes === index.changes && at - saved.at < oldestMs / 2)) return;
    const { changes } = index;
    const written = await store.save(index, of, this.stopping.signal, () => replica.savable?.index === index);
    if (written) this.saved = { index, changes, at };
  }
}
