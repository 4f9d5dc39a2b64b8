import { hash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { digestToken, mintToken } from '@latchkey/tokens';
import { z } from 'zod';

const presented = 5_000;

/** The tokens that are asked about, the first of all there are. */
export class PresentedTokens {
  readonly secrets = Array.from({ length: presented }, mintToken);
  private readonly digests = this.secrets.map(digestToken);

  /** Of the nth of all tokens; nobody has the secret of most of them. */
  digest(n: number): string {
    return this.digests[n] ?? restDigest(n);
  }

  /** For `readDigests` in another process. */
  async writeDigests(file: string): Promise<void> {
    await writeFile(file, JSON.stringify(this.digests));
  }
}

/** A Map by the digests of so many tokens. */
export async function readDigests(file: string, tokens: number): Promise<ReadonlyMap<string, number>> {
  const digests = z.array(z.string()).parse(JSON.parse(await readFile(file, 'utf8')));
  return new Map(Array.from({ length: tokens }, (_, n) => [digests[n] ?? restDigest(n), n]));
}

function restDigest(n: number): string {
  return hash('sha256', String(n), 'hex');
}
