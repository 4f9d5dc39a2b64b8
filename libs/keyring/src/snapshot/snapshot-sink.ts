import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file that is either there whole or not at all: beside it, with a SHA-256 of all that precedes at its end, and renamed when it is on the disk. */
export class SnapshotSink {
  private readonly hash = createHash('sha256');
  private written = 0;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /** What an earlier attempt has left goes first: the file is new, and for its owner alone. */
  static async open(path: string): Promise<SnapshotSink> {
    await rm(partialOf(path), { force: true });
    return new SnapshotSink(path, await open(partialOf(path), 'wx', 0o600));
  }

  get bytes(): number {
    return this.written;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    await this.append(bytes);
  }

  /** With its length before it. */
  async writeText(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    await this.write(Buffer.concat([length, bytes]));
  }

  /** It takes the place of the one before. */
  async commit(): Promise<void> {
    await this.append(this.hash.digest());
    await this.file.sync();
    await this.file.close();
    await rename(partialOf(this.path), this.path);
    await syncDirectory(dirname(this.path));
  }

  /** Leaves what was there before. */
  async discard(): Promise<void> {
    await this.file.close();
    await rm(partialOf(this.path), { force: true });
  }

  private async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) at += (await this.file.write(bytes, at)).bytesWritten;
    this.written += bytes.length;
  }
}

function partialOf(path: string): string {
  return `${path}.partial`;
}

/** Else a rename may be undone by a loss of power. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
