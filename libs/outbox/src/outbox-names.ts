import { createHash } from 'node:crypto';

/** Quoted for SQL. A schema is named by the service's own code, never by input. */
export const outboxTable = (schema: string): string => `"${schema}"."outbox"`;

/** The channel on which a commit wakes the relay. */
export const outboxChannel = (schema: string): string => `${schema}_outbox`;

/** The two halves of the advisory lock that the leading relay of a schema holds; 31 bits each, so that they read the same in pg_locks. */
export function relayLock(schema: string): readonly [number, number] {
  const hash = createHash('sha256').update(`latchkey relay ${schema}`).digest();
  return [hash.readUInt32BE(0) >>> 1, hash.readUInt32BE(4) >>> 1];
}
