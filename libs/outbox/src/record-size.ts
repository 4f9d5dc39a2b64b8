import type { OutgoingRecord } from '@latchkey/contracts';
import { RecordTooLargeError } from './outbox.errors.js';

export const recordLimitBytes = 64 * 1024;

/** Bytes that a record weighs on its way: key, value and headers. */
export function recordSize({ key, value, headers }: Pick<OutgoingRecord, 'key' | 'value' | 'headers'>): number {
  const parts = [key, value ?? '', ...Object.entries(headers).flat()];
  return parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}

/** Refuses on append what the broker would refuse on send, where it would hold up every row behind it. */
export function checkRecordSize(record: OutgoingRecord): void {
  const size = recordSize(record);
  if (size > recordLimitBytes) throw new RecordTooLargeError(size, recordLimitBytes);
}
