import type { ErrorKind } from '../errors/api-error.js';
import { oauthErrorOf, oauthStatusOf } from '../errors/oauth-error.js';
import { headersOf } from './problem-responses.js';

type Json = Record<string, unknown>;

const badForm = 'token: expected a string';

/** One response for each status among these errors, as RFC 6749 section 5.2 has them. */
export function oauthResponses(kinds: Readonly<Record<string, ErrorKind>>): Record<string, Json> {
  const errors = Object.entries(kinds)
    .filter(([code]) => code !== 'invalid_json')
    .map(([code, { status, meaning }]) => ({ status: oauthStatusOf(status), code, ...oauthErrorOf({ code, status, detail: code === 'invalid_request' ? badForm : meaning }) }));
  const statuses = [...new Set(errors.map(({ status }) => status))];
  return Object.fromEntries(statuses.map((status) => [String(status), responseOf(status, errors.filter((each) => each.status === status))]));
}

interface Described {
  readonly code: string;
  readonly error: string;
  readonly error_description: string;
}

function responseOf(status: number, errors: readonly Described[]): Json {
  const names = [...new Set(errors.map(({ error }) => error))];
  const properties = { error: { type: 'string', enum: names }, error_description: { type: 'string' } };
  const examples = errors.map(({ code, error, error_description }) => [code, { value: { error, error_description } }]);
  return {
    description: errors.map(({ error, error_description: why }) => `- \`${error}\`: ${why}`).join('\n'),
    headers: headersOf(status),
    content: {
      'application/json': { schema: { type: 'object', properties, required: ['error', 'error_description'] }, examples: Object.fromEntries(examples) },
    },
  };
}
