import { redactSecrets } from '@latchkey/tokens';
import type { IncomingRecord } from './record.js';

/** The record with every secret in it replaced, for what is passed on unread. Where there is none, the value stays byte for byte. */
export function redactRecord(record: IncomingRecord): IncomingRecord {
  const headers = Object.entries(record.headers).map(([name, text]) => [redactSecrets(name), redactSecrets(text)]);
  return {
    key: record.key && redactSecrets(record.key),
    // latin1 is one character per byte: what is no UTF-8 comes through unharmed.
    value: record.value && Buffer.from(redactJson(record.value.toString('latin1')), 'latin1'),
    headers: Object.fromEntries(headers),
  };
}

/** An escaped backslash, so that what follows is no escape, or a character below U+0100 written as an escape. */
const escape = /\\\\|\\u00([0-9a-f]{2})/gi;

/** JSON text with every secret replaced, also one spelt with escapes (`\u006cka_…`). Works on what is no JSON, too. */
export function redactJson(text: string): string {
  const plain = text.includes('\\u') ? text.replace(escape, unescapeWord) : text;
  const clean = redactSecrets(plain);
  return clean === plain ? text : clean;
}

/** Only characters that a token has: these stand for themselves in JSON, so its meaning stays. */
function unescapeWord(written: string, hex: string | undefined): string {
  const character = hex === undefined ? '' : String.fromCharCode(Number.parseInt(hex, 16));
  return /^\w$/.test(character) ? character : written;
}
