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
  invalid_json: { status: 400, title: 'Invalid JSON', meaning: 'The body is not one valid JSON value.' },
  invalid_request: { status: 400, title: 'Invalid request', meaning: 'The request breaks its schema; `errors` names the places.' },
  unauthorized: { status: 401, title: 'Unauthorized', meaning: 'No live token came with the request; the challenge says why.' },
  insufficient_scope: { status: 403, title: 'Forbidden', meaning: 'The token lacks a permission; the challenge names it.' },
  not_found: { status: 404, title: 'Not found', meaning: 'Nothing that you may see stands at this address.' },
  method_not_allowed: { status: 405, title: 'Method not allowed', meaning: 'The address knows other methods; `Allow` lists them.' },
  body_too_large: { status: 413, title: 'Body too large', meaning: 'The body is larger than this service reads.' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type', meaning: 'The body is not `application/json`.' },
  contains_secret: { status: 422, title: 'Contains a secret', meaning: 'A token secret stands where none belongs; treat it as leaked.' },
  rate_limited: { status: 429, title: 'Too many requests', meaning: 'You, or your address with credentials that are not known, made more requests than allowed.' },
  internal: { status: 500, title: 'Internal error', meaning: 'A fault of ours; the log has it under the `request_id`.' },
  database_unavailable: { status: 503, title: 'Database unavailable', meaning: 'The database does not answer; nothing was changed. Try again.' },
  not_ready: { status: 503, title: 'Not ready', meaning: 'The service does not know enough yet to answer. Try again.' },
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
