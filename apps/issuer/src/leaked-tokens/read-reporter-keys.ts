import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { fetchJson } from '../remote-keys/fetch-json.js';
import { readKey } from './report-signature.js';

const keySet = z.object({ public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })) });

/** By their identifiers. */
export type ReporterKeySet = ReadonlyMap<string, KeyObject>;

/** Reads the keys at `url`, and answers `undefined` where they are those that it read last. */
export function readerOf(url: string): () => Promise<ReporterKeySet | undefined> {
  let etag: string | undefined;
  return async () => {
    const fetched = await fetchJson(url, { etag });
    if (!fetched) return undefined;
    const keys = keysIn(fetched.json);
    etag = fetched.etag;
    return keys;
  };
}

/** Keys of another kind are left out: what they signed counts as signed by a key that is not known. */
function keysIn(answer: unknown): ReporterKeySet {
  const usable = keySet.parse(answer).public_keys.map(({ key_identifier: id, key }) => [id, readKey(key)] as const);
  return new Map(usable.filter((each): each is readonly [string, KeyObject] => each[1] !== undefined));
}
