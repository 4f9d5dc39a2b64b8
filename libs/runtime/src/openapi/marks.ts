import { ApiExtension } from '@nestjs/swagger';
import type { ErrorKind } from '../errors/api-error.js';

type Mark = MethodDecorator & ClassDecorator;

const open = 'x-open';
const anonymous = 'x-anonymous';
const oauth = 'x-oauth';
const rawBody = 'x-raw-body';
const permissions = 'x-permission:';
const problems = 'x-problem:';

export const markOpen = (): Mark => ApiExtension(open, true);
export const markAnonymous = (): Mark => ApiExtension(anonymous, true);
export const markRawBody = (): Mark => ApiExtension(rawBody, true);
export const markOAuth = (): Mark => ApiExtension(oauth, true);
/** A key for each, since of two extensions with one key the class's is lost. */
export const markPermission = (permission: string): Mark => ApiExtension(permissions + permission, true);
export const markProblem = (code: string, kind: ErrorKind): Mark => ApiExtension(problems + code, { ...kind });

const flags = new Set([open, anonymous, oauth, rawBody]);

export interface Marks {
  /** Whether anyone may call it. */
  readonly open: boolean;
  /** Whether some requests need no caller. */
  readonly anonymous: boolean;
  /** Whether its errors are those of OAuth. */
  readonly oauth: boolean;
  readonly rawBody: boolean;
  readonly permissions: readonly string[];
  readonly problems: Readonly<Record<string, ErrorKind>>;
}

/** Parts what the decorators above left on an operation from the operation itself. */
export function takeMarks<T extends object>(marked: T): { marks: Marks; operation: T } {
  const entries = Object.entries(marked);
  const named = (start: string) => entries.filter(([key]) => key.startsWith(start)).map(([key, value]) => [key.slice(start.length), value] as const);
  return {
    marks: {
      open: open in marked,
      anonymous: anonymous in marked,
      oauth: oauth in marked,
      rawBody: rawBody in marked,
      permissions: named(permissions).map(([permission]) => permission).sort(),
      problems: Object.fromEntries(named(problems)) as Record<string, ErrorKind>,
    },
    operation: Object.fromEntries(entries.filter(([key]) => !flags.has(key) && !key.startsWith(permissions) && !key.startsWith(problems))) as T,
  };
}
