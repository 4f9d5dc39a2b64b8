import type { Signer, Verifier } from './note-keys.js';

const dash = '\u2014';
const signatureLine = new RegExp(`^${dash} ([^ +]+) ([A-Za-z0-9+/]+=*)$`, 'u');
const idBytes = 4;

/** C2SP signed-note: the text, which ends in a newline, an empty line, and the signature. */
export function signNote(text: string, signer: Signer): string {
  const signature = Buffer.concat([signer.id, signer.sign(text)]).toString('base64');
  return `${text}\n${dash} ${signer.name} ${signature}\n`;
}

/** The text of a note that one of these keys has signed; undefined where none has, or where the signature of one of them is wrong. */
export function openNote(note: string, verifiers: readonly Verifier[]): string | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, end + 1);
  const verdicts = note.slice(end + 2, -1).split('\n').map((line) => judge(line, text, verifiers));
  return verdicts.includes('good') && !verdicts.includes('bad') ? text : undefined;
}

function judge(line: string, text: string, verifiers: readonly Verifier[]): 'good' | 'bad' | 'unknown' {
  const [, name, base64] = signatureLine.exec(line) ?? [];
  if (base64 === undefined) return 'bad';
  const bytes = Buffer.from(base64, 'base64');
  const verifier = verifiers.find((each) => each.name === name && each.id.equals(bytes.subarray(0, idBytes)));
  if (!verifier) return 'unknown';
  return verifier.verifies(text, bytes.subarray(idBytes)) ? 'good' : 'bad';
}
