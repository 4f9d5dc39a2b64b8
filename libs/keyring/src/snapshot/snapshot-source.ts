import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { SnapshotRefusedError } from './snapshot-refused.js';

const longestText = 2 ** 26;
const checksumBytes = 32;

/** What a restart is spent on. Rows are read straight to where they stay. */
export interface RestoreTimes {
  readMs: number;
  checksumMs: number;
  /** Reading what rows share, and what stands beside them. */
  sharedMs: number;
  /** Entering the rows into the tables. */
  tablesMs: number;
}

/** Reads what a `SnapshotSink` wrote. What it gives is to be believed once `end` has resolved; whatever shows that something is missing or changed throws `torn`. */
export class SnapshotSource {
  readonly times: RestoreTimes = { readMs: 0, checksumMs: 0, sharedMs: 0, tablesMs: 0 };
  private readonly hash = createHash('sha256');
  private at = 0;

  private constructor(
    private readonly file: FileHandle,
    /** Of the whole file. */
    readonly size: number,
  ) {}

  /** Undefined where there is no file. */
  static async open(path: string): Promise<SnapshotSource | undefined> {
    try {
      const file = await open(path, 'r');
      return new SnapshotSource(file, (await file.stat()).size);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async bytes(length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    await this.fill(bytes);
    return bytes;
  }

  async fill(bytes: Uint8Array): Promise<void> {
    await this.read(bytes);
    const start = performance.now();
    this.hash.update(bytes);
    this.took('checksumMs', start);
  }

  async text(): Promise<string> {
    const length = (await this.bytes(4)).readUInt32LE();
    if (length > longestText) throw new SnapshotRefusedError('torn');
    return (await this.bytes(length)).toString();
  }

  async end(): Promise<void> {
    const expected = this.hash.digest();
    const found = Buffer.alloc(checksumBytes);
    await this.read(found);
    if (!found.equals(expected) || this.at !== this.size) throw new SnapshotRefusedError('torn');
  }

  took(part: keyof RestoreTimes, start: number): void {
    this.times[part] += performance.now() - start;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async read(bytes: Uint8Array): Promise<void> {
    if (this.at + bytes.length > this.size) throw new SnapshotRefusedError('torn');
    const start = performance.now();
    for (let filled = 0; filled < bytes.length; ) {
      const { bytesRead } = await this.file.read(bytes, filled, bytes.length - filled, this.at + filled);
      if (bytesRead === 0) throw new SnapshotRefusedError('torn');
      filled += bytesRead;
    }
    this.at += bytes.length;
    this.took('readMs', start);
  }
}
