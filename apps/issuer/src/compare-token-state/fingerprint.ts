import { createHash } from 'node:crypto';
import type { TokenState } from '@latchkey/contracts';
import canonicalize from 'canonicalize';

/** A state in what little memory it takes to be compared. */
export interface Fingerprint {
  readonly sequence: number;
  /** SHA-256 of the state in RFC 8785 JSON, in which the order of labels does not count. */
  readonly hash: string;
}

export function fingerprintOf(state: TokenState): Fingerprint {
  return { sequence: state.sequence, hash: createHash('sha256').update(canonicalize(state) ?? '').digest('base64') };
}
