import type { FastifyReply } from 'fastify';
import type { ApiError } from './api-error.js';

/** Codes of ours that OAuth knows by the same name. */
const sameName = new Set(['insufficient_scope', 'unsupported_token_type']);
/** What the RFC does not let stand in a description. */
const unspeakable = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;

const noForm = 'The body is not a form (`application/x-www-form-urlencoded`).';

type Described = Pick<ApiError, 'code' | 'status' | 'detail'> & Partial<Pick<ApiError, 'errors'>>;

export interface OAuthError {
  readonly error: string;
  readonly error_description: string;
}

/** An error as RFC 6749 section 5.2 has it, for routes that are called by OAuth clients. */
export function oauthErrorOf(error: Described): OAuthError {
  const { code, status } = error;
  return { error: sameName.has(code) ? code : nameOf(status), error_description: descriptionOf(error).replace(unspeakable, "'") };
}

/** OAuth has no use for 422: what cannot be taken is a bad request. */
export function oauthStatusOf(status: number): number {
  return status === 422 ? 400 : status;
}

export function sendOAuthError(reply: FastifyReply, error: ApiError): void {
  void reply
    .status(oauthStatusOf(error.status))
    .headers(error.headers)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(oauthErrorOf(error)));
}

/** There is no room for a list of places beside it. */
function descriptionOf({ code, detail, errors = [] }: Described): string {
  if (code === 'unsupported_media_type') return noForm;
  return errors.length === 0 ? detail : errors.map(({ pointer, detail: why }) => `${pointer.slice(1) || 'the form'}: ${why}`).join('; ');
}

function nameOf(status: number): string {
  if (status === 401) return 'invalid_client';
  if (status === 403) return 'unauthorized_client';
  if (status === 429 || status === 503) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}
