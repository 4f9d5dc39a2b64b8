import type { RuntimeErrorCode } from '../errors/runtime-error.js';

export interface Route {
  /** Whether anyone may call it. */
  readonly open: boolean;
  readonly permissions: readonly string[];
  readonly hasBody: boolean;
  /** Whether it gets the bytes as they came, and no secret in them is refused. */
  readonly rawBody: boolean;
  readonly hasParameters: boolean;
  readonly hasDatabase: boolean;
}

/** The problems that a route answers by its kind, whatever it does. */
export function commonProblems({ open, permissions, hasBody, rawBody, hasParameters, hasDatabase }: Route): RuntimeErrorCode[] {
  const codes: RuntimeErrorCode[] = ['internal'];
  if (!open) codes.push('invalid_request', 'unauthorized', 'rate_limited', 'not_ready');
  if (permissions.length > 0) codes.push('insufficient_scope');
  if (hasBody) codes.push('invalid_json', 'body_too_large', 'unsupported_media_type');
  if (hasBody || hasParameters) codes.push('invalid_request');
  if ((hasBody && !rawBody) || hasParameters) codes.push('contains_secret');
  if (hasDatabase) codes.push('database_unavailable');
  return [...new Set(codes)];
}
