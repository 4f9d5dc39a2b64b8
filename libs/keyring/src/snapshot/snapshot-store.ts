import { Logger } from '@nestjs/common';
import type { Beginning } from '@latchkey/kafka';
import { KeyringIndex } from '../keyring-index.js';
import type { TokenIndexOptions } from '../token-index/index-parts.js';
import type { SavedIndex, SavedIndices } from '../token-state-replica.js';
import { readSnapshotHeader, readSnapshotIndex } from './read-snapshot.js';
import { headerOf, positionsOf, type SnapshotHeader, whyNotUsable } from './snapshot-header.js';
import { type RefusalReason, refusalReasons, SnapshotRefusedError } from './snapshot-refused.js';
import { SnapshotSink } from './snapshot-sink.js';
import { type RestoreTimes, SnapshotSource } from './snapshot-source.js';
import { writeSnapshot } from './write-snapshot.js';

/** One index in one file. What goes wrong with the file is counted and logged, and does nobody harm: what is not restored is read from Kafka. */
export class SnapshotStore implements SavedIndices {
  readonly refused = new Map<RefusalReason, number>(refusalReasons.map((reason) => [reason, 0]));
  written = 0;
  failed = 0;
  /** Of the one in the file, as far as this process has read or written it. */
  latest: { readonly takenAt: number; readonly bytes: number } | undefined;
  /** How long it took to restore it. */
  restoredIn: (RestoreTimes & { readonly totalMs: number }) | undefined;
  private readonly log = new Logger(SnapshotStore.name);

  constructor(
    private readonly path: string,
    private readonly options: TokenIndexOptions = {},
    private readonly now: () => number = Date.now,
  ) {}

  async restore(beginning: Beginning): Promise<SavedIndex | undefined> {
    try {
      const source = await SnapshotSource.open(this.path);
      return source && (await this.read(source, beginning).finally(() => source.close()));
    } catch (error) {
      this.refuse(error instanceof SnapshotRefusedError ? error.reason : 'failed', error);
      return undefined;
    }
  }

  refuse(reason: RefusalReason, error?: unknown): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
    this.log.warn({ msg: 'the snapshot is not used, and token-state is read from the start', reason, err: error });
  }

  /** Answers whether it was written. Without `stillGood` at the end the file stays as it was. */
  async save(index: KeyringIndex, of: Beginning, signal: AbortSignal, stillGood: () => boolean = () => true): Promise<boolean> {
    const header = headerOf(index, of, this.now());
    try {
      const sink = await SnapshotSink.open(this.path);
      return await this.write(sink, index, header, signal, stillGood);
    } catch (error) {
      this.failed += 1;
      this.log.warn({ msg: 'the snapshot was not written', err: error });
      return false;
    }
  }

  private async read(source: SnapshotSource, beginning: Beginning): Promise<SavedIndex> {
    const start = performance.now();
    const header = await readSnapshotHeader(source);
    const reason = whyNotUsable(header, beginning, this.now());
    if (reason) throw new SnapshotRefusedError(reason);
    const tokens = await readSnapshotIndex(source, header, this.options);
    this.latest = { takenAt: header.taken_at, bytes: source.size };
    this.restoredIn = { ...source.times, totalMs: performance.now() - start };
    this.log.log({ msg: 'reading on from a snapshot', tokens: tokens.size, ...rounded(this.restoredIn) });
    return { index: new KeyringIndex(this.options, header.generations, tokens), from: positionsOf(header) };
  }

  private async write(sink: SnapshotSink, index: KeyringIndex, header: SnapshotHeader, signal: AbortSignal, stillGood: () => boolean): Promise<boolean> {
    try {
      await writeSnapshot(index.tokens.parts, header, sink, signal);
      const good = stillGood();
      if (good) await sink.commit();
      else await sink.discard();
      if (!good) return false;
    } catch (error) {
      await sink.discard();
      throw error;
    }
    this.written += 1;
    this.latest = { takenAt: header.taken_at, bytes: sink.bytes };
    return true;
  }
}

function rounded({ readMs, checksumMs, sharedMs, tablesMs, totalMs }: RestoreTimes & { totalMs: number }): object {
  const named = { read_ms: readMs, checksum_ms: checksumMs, shared_ms: sharedMs, tables_ms: tablesMs, duration_ms: totalMs };
  return Object.fromEntries(Object.entries(named).map(([name, ms]) => [name, Math.round(ms)]));
}
