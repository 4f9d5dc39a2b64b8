import type { ErrorKind } from '../errors/api-error.js';
import { problemOf } from '../errors/problem.js';

type Kinds = Readonly<Record<string, ErrorKind>>;
type Json = Record<string, unknown>;

const ref = (path: string): Json => ({ $ref: `#/components/${path}` });
const exampleRequestId = '0197f3c2-9a51-7c4e-8f0a-2b6d5e1c7a90';

/** One response for each status among these problems, which names their codes and shows one of each. */
export function problemResponses(kinds: Kinds): Record<string, Json> {
  const entries = Object.entries(kinds).sort(byCode);
  const statuses = new Set(entries.map(([, { status }]) => status));
  return Object.fromEntries([...statuses].map((status) => [String(status), problemResponse(status, entries.filter(([, kind]) => kind.status === status))]));
}

function problemResponse(status: number, entries: readonly [string, ErrorKind][]): Json {
  const codes = entries.map(([code]) => code);
  const narrowed = { properties: { status: { const: status }, code: { enum: codes } } };
  return {
    description: entries.map(([code, { meaning }]) => `- \`${code}\`: ${meaning}`).join('\n'),
    headers: headersOf(status),
    content: {
      'application/problem+json': {
        schema: { allOf: [ref('schemas/Problem'), narrowed] },
        examples: Object.fromEntries(codes.map((code) => [code, ref(`examples/${code}`)])),
      },
    },
  };
}

export function headersOf(status: number): Json {
  if (status === 401 || status === 403) return { 'WWW-Authenticate': ref('headers/WWW-Authenticate') };
  return status === 429 || status === 503 ? { 'Retry-After': ref('headers/Retry-After') } : {};
}

/** `components.examples`: a problem of each code. */
export function problemExamples(kinds: Kinds): Record<string, Json> {
  const entries = Object.entries(kinds).sort(byCode);
  return Object.fromEntries(entries.map(([code, kind]) => [code, { summary: kind.title, value: exampleOf(code, kind) }]));
}

function exampleOf(code: string, { status, title, meaning }: ErrorKind): object {
  const errors = code === 'invalid_request' ? [{ pointer: '/expires_at', detail: 'expected a valid datetime' }] : undefined;
  return problemOf({ code, status, title, detail: meaning, errors }, exampleRequestId);
}

function byCode([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
