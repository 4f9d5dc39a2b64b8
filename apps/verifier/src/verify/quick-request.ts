import { isIPv4 } from 'node:net';
import { maxUserAgent, recordable } from '@latchkey/runtime';
import { longest, type VerifyRequest } from './verify.schema.js';

/** Of these, all that a question usually says; `at_least` is waited for. */
const usual: Readonly<Record<string, (value: string) => boolean>> = {
  token: (value) => isWithin(value, longest.token),
  permission: (value) => isWithin(value, longest.permission) && isFree(value),
  service_id: (value) => isWithin(value, longest.resource) && isFree(value),
  workspace_id: (value) => isWithin(value, longest.resource) && isFree(value),
  ip: isIPv4,
  user_agent: (value) => value.length <= longest.userAgent,
};

/**
 * The request in a body of the usual form, exactly as `verifyRequest` would read it. Undefined for any other, be it good or not: the schema decides, and says what
 * is wrong.
 */
export function quickRequest(body: unknown): VerifyRequest | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  for (const name in body) {
    const value = (body as Readonly<Record<string, unknown>>)[name];
    const fits = Object.hasOwn(usual, name) ? usual[name] : undefined;
    if (!fits || typeof value !== 'string' || !fits(value)) return undefined;
  }
  const request = body as VerifyRequest;
  if (request.token === undefined) return undefined;
  return request.user_agent === undefined ? request : { ...request, user_agent: recordable(request.user_agent, maxUserAgent) };
}

function isWithin(value: string, most: number): boolean {
  return value.length >= 1 && value.length <= most;
}

/** Holds nothing that could be the beginning of a secret. */
function isFree(value: string): boolean {
  return !value.includes('lka_');
}
