import { ApiError, type ErrorExtra, type ErrorKind } from './api-error.js';

export type RuntimeErrorCode =
  | 'invalid_json'
  | 'invalid_request'
  | 'unauthorized'
  | 'insufficient_scope'
  | 'not_found'
  | 'method_not_allowed'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'contains_secret'
  | 'rate_limited'
  | 'internal'
  | 'database_unavailable'
  | 'not_ready';

/** The errors that every service answers alike. */
export const runtimeErrors: Readonly<Record<RuntimeErrorCode, ErrorKind>> = {
  invalid_json: {
    status: 400,
    title: 'Invalid JSON',
    meaning: 'The body is not one valid JSON value.',
    advice: 'Send one JSON value in UTF-8, serialised by a library rather than put together from text. Do not repeat the request as it is.',
  },
  invalid_request: {
    status: 400,
    title: 'Invalid request',
    meaning: 'The request breaks its schema; `errors` names the places.',
    advice: 'Correct what `errors` points to; the schema is in the service’s `/openapi.json`. Do not repeat the request as it is.',
  },
  unauthorized: {
    status: 401,
    title: 'Unauthorized',
    meaning: 'No live token came with the request; the challenge says why.',
    advice:
      'Send a token as `Authorization: Bearer` or `Fastly-Key`. Where the challenge says `invalid_token`, its `error_description` tells whether the token is not ' +
      'known, has expired, was revoked or suspended, or may not be used from this network: have it replaced, or resumed.',
  },
  insufficient_scope: {
    status: 403,
    title: 'Forbidden',
    meaning: 'The token lacks a permission; the challenge names it.',
    advice: 'Use a token that holds every permission in the challenge’s `scope`, or have one issued: see its roles and scope.',
  },
  not_found: {
    status: 404,
    title: 'Not found',
    meaning: 'Nothing that you may see stands at this address.',
    advice: 'Check the address and the ids in the request, and that your token is of the customer that they belong to: what is another’s looks as if it were not there.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    meaning: 'The address knows other methods; `Allow` lists them.',
    advice: 'Use one of the methods in `Allow`.',
  },
  body_too_large: {
    status: 413,
    title: 'Body too large',
    meaning: 'The body is larger than this service reads.',
    advice: 'Send less at once: 64 KiB is the limit unless the route says otherwise.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    meaning: 'The body is not `application/json`.',
    advice: 'Send `Content-Type: application/json`, or the type that the route names in `/openapi.json`.',
  },
  contains_secret: {
    status: 422,
    title: 'Contains a secret',
    meaning: 'A token secret stands where none belongs; treat it as leaked.',
    advice: 'Take the secret out of the request, revoke that token or rotate it, and look for where else it was written down.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    meaning: 'You made more requests than you may, or your address sent too many tokens that are not good.',
    advice: 'Wait for as many seconds as `Retry-After` says, then go on more slowly; `RateLimit` shows what remains. Where a token is refused, mend it rather than try it again.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    meaning: 'A fault of ours; the log has it under the `request_id`.',
    advice: 'Tell the operator the `request_id`. What only reads may be tried again; look whether a write was done before you repeat it.',
  },
  database_unavailable: {
    status: 503,
    title: 'Database unavailable',
    meaning: 'The database does not answer. Try again.',
    advice:
      'Try again after `Retry-After`, with growing pauses. A write was most likely not done; where the connection was lost at its end it may have been, and of one that goes on for long, such as off-boarding, a part: repeat it, and what issues a token with the same `Idempotency-Key`.',
  },
  not_ready: {
    status: 503,
    title: 'Not ready',
    meaning: 'The service does not know enough yet to answer. Try again.',
    advice: 'Try again after `Retry-After`, or ask another instance. If it lasts, the operator finds the reason in `/health/ready`.',
  },
};

export class RuntimeError extends ApiError {
  constructor(
    readonly code: RuntimeErrorCode,
    extra: ErrorExtra = {},
  ) {
    const kind = runtimeErrors[code];
    super(kind, kind.status === 503 ? { ...extra, headers: { 'retry-after': '1', ...extra.headers } } : extra);
  }
}
