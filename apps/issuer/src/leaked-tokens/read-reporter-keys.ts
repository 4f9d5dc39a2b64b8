import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { readKey } from './report-signature.js';

const maxBytes = 256 * 1024;
const keySet = z.object({ public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })) });

/** By their identifiers. */
export type ReporterKeySet = ReadonlyMap<string, KeyObject>;

/** Reads the keys at `url`, and answers `undefined` where they are those that it read last (ETag, RFC 9110 section 13.1.2). Follows no redirect: it could lead anywhere. */
export function readerOf(url: string, timeoutMs = 5_000): () => Promise<ReporterKeySet | undefined> {
  let etag: string | null = null;
  return async () => {
    const headers = { accept: 'application/json', ...(etag !== null && { 'if-none-match': etag }) };
    const response = await fetch(url, { redirect: 'manual', headers, signal: AbortSignal.timeout(timeoutMs) });
    if (response.status === 304 && etag !== null) return undefined;
    const keys = keysIn(await textOf(response));
    etag = response.headers.get('etag');
    return keys;
  };
}

/** Keys of another kind are left out: what they signed counts as signed by a key that is not known. */
function keysIn(text: string): ReporterKeySet {
  const { public_keys: all } = keySet.parse(JSON.parse(text));
  const usable = all.map(({ key_identifier: id, key }) => [id, readKey(key)] as const);
  return new Map(usable.filter((each): each is readonly [string, KeyObject] => each[1] !== undefined));
}

async function textOf(response: Response): Promise<string> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the keys were answered with ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > maxBytes) throw new Error('the keys are more than is read');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
