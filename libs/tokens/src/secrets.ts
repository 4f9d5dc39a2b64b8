import { isToken, tokenLength } from './token.js';

const redacted = 'lka_[redacted]';

/**
 * Whether a token stands anywhere in `text`. Word boundaries are not asked for, since a secret leaks just as well glued to its neighbours (`\nlka_…`
 * in escaped text, `TOKEN_lka_…`); the checksum keeps look-alikes out.
 */
export function containsSecret(text: string): boolean {
  return !secretStarts(text).next().done;
}

/** `text` with every token in it replaced by `lka_[redacted]`. */
export function redactSecrets(text: string): string {
  let clean = '';
  let end = 0;
  for (const start of secretStarts(text)) {
    // Two tokens may share up to three characters (`…lka` + `lka_…`): the second is then part of the one replacement.
    if (start >= end) clean += text.slice(end, start) + redacted;
    end = start + tokenLength;
  }
  return clean + text.slice(end);
}

function* secretStarts(text: string): Generator<number> {
  for (let at = text.indexOf('lka_'); at >= 0; at = text.indexOf('lka_', at + 1)) {
    if (isToken(text.slice(at, at + tokenLength))) yield at;
  }
}
