import type { IncomingRecord, OutgoingRecord } from '@latchkey/contracts';
import type { IHeaders, Message } from 'kafkajs';
import type { UnreadRecord } from './batch.js';

/** What goes out as it came in may have had no key, and a value that is no text. */
export type RecordToSend = Omit<OutgoingRecord, 'key' | 'value'> & { readonly key: string | null; readonly value: string | Buffer | null };

export function toMessage({ key, value, headers, partition }: RecordToSend): Message {
  return { key, value, headers: { ...headers }, ...(partition === undefined ? {} : { partition }) };
}

export function toIncoming({ key, value, headers = {} }: UnreadRecord): IncomingRecord {
  return { key: key && key.toString(), value, headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, textOf(text)])) };
}

/** A header that stands several times counts as its last. */
function textOf(header: IHeaders[string]): string {
  const last = Array.isArray(header) ? header.at(-1) : header;
  // A header may have no value, whatever the types of kafkajs say.
  return last?.toString() ?? '';
}
