import type { TreeHead } from '../tree/check-proofs.js';
import { hashBytes } from '../tree/hashes.js';
import { openNote, signNote } from './note.js';
import type { Signer, Verifier } from './note-keys.js';

/** A tree head of the log that `origin` names. */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

/** The signed note of C2SP tlog-checkpoint. */
export function signCheckpoint({ origin, size, root }: Checkpoint, signer: Signer): string {
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, signer);
}

/** What a note says that one of these keys has signed; undefined where none has, or it is no checkpoint. */
export function openCheckpoint(note: string, verifiers: readonly Verifier[]): Checkpoint | undefined {
  return readCheckpoint(openNote(note, verifiers) ?? '');
}

/** What a note or its text says, whoever has signed it. */
export function readCheckpoint(note: string): Checkpoint | undefined {
  const [, origin, size, base64] = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]+=*)\n/.exec(note) ?? [];
  if (origin === undefined || base64 === undefined) return undefined;
  const root = Buffer.from(base64, 'base64');
  return root.length === hashBytes && Number.isSafeInteger(Number(size)) ? { origin, size: Number(size), root } : undefined;
}
