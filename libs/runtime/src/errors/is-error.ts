import { types } from 'node:util';

/** Both ways: Fastify's errors are no native ones, and those of Node's own modules may stem from another realm (as in a test's). */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
