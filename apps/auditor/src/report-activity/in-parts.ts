import type { OutgoingRecord } from '@latchkey/contracts';

/** Kafka takes a megabyte at once, and headers come on top. */
const maxBytes = 512 * 1024;

/** The records in their order, each part small enough to be sent at once. */
export function inParts(records: readonly OutgoingRecord[]): OutgoingRecord[][] {
  const parts: OutgoingRecord[][] = [];
  let [part, bytes]: [OutgoingRecord[], number] = [[], 0];
  for (const record of records) {
    const size = sizeOf(record);
    if (part.length > 0 && bytes + size > maxBytes) {
      parts.push(part);
      [part, bytes] = [[], 0];
    }
    part.push(record);
    bytes += size;
  }
  return part.length > 0 ? [...parts, part] : parts;
}

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  return [key, value ?? '', ...Object.entries(headers).flat()].reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
}
