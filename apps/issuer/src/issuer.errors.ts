import { AccessError } from '@latchkey/access';
import type { AccessErrorCode } from '@latchkey/access';
import { RecordTooLargeError } from '@latchkey/outbox';
import { ApiError } from '@latchkey/runtime';
import type { ErrorExtra, ErrorKind } from '@latchkey/runtime';

/** No request meets the others: the catalogue is checked at start, networks and instants with the body. */
type GrantErrorCode = Exclude<AccessErrorCode, 'invalid_catalogue' | 'invalid_cidr' | 'invalid_instant'>;
export type IssuerErrorCode =
  | GrantErrorCode
  | 'expired_at_birth'
  | 'not_covered'
  | 'platform_only'
  | 'token_too_large'
  | 'policy_violation'
  | 'customer_offboarded'
  | 'token_ended'
  | 'token_suspended'
  | 'already_rotated'
  | 'children_beyond'
  | 'already_issued'
  | 'key_reused'
  | 'selection_too_large'
  | 'request_in_flight'
  | 'person_not_entitled'
  | 'identity_provider_unavailable';

/** What the issuer answers beside the errors of every service. */
export const issuerErrors: Readonly<Record<IssuerErrorCode, ErrorKind>> = {
  unknown_role: { status: 400, title: 'Unknown role', meaning: 'A role is not in the catalogue.' },
  unknown_scope: { status: 400, title: 'Unknown scope', meaning: 'A scope is not in the catalogue.' },
  empty_window: { status: 400, title: 'Never valid', meaning: '`expires_at` is not after `not_before`.' },
  contradictory_limit: { status: 400, title: 'Contradictory limit', meaning: 'A list names something while its limit is switched off.' },
  expired_at_birth: { status: 400, title: 'Already expired', meaning: '`expires_at` is not in the future.' },
  not_covered: { status: 403, title: 'Beyond your own rights', meaning: 'The token would hold rights that its maker does not; `detail` names where.' },
  platform_only: { status: 403, title: 'Platform only', meaning: '`platform:*` is for tokens of the platform customer alone.' },
  policy_violation: { status: 422, title: 'Against the policy', meaning: 'The token would not keep to its customer’s policy; `errors` names the places.' },
  customer_offboarded: { status: 409, title: 'Customer off-boarded', meaning: 'The customer left; it gets no more tokens.' },
  token_ended: { status: 409, title: 'Token ended', meaning: 'The token is revoked or has expired, for good.' },
  token_suspended: { status: 409, title: 'Token suspended', meaning: 'The token is suspended; resume it first.' },
  already_rotated: { status: 409, title: 'Already rotated', meaning: 'The token has a successor; `successor_id` of the token names it.' },
  children_beyond: { status: 409, title: 'Children beyond it', meaning: 'Live tokens that it made would hold more than it; narrow or revoke them first.' },
  already_issued: { status: 409, title: 'Already issued', meaning: 'The request with this `Idempotency-Key` made a token, whose secret cannot be given again; `detail` names the token.' },
  key_reused: { status: 422, title: 'Key reused', meaning: 'The `Idempotency-Key` was used for another request.' },
  selection_too_large: { status: 409, title: 'Selection too large', meaning: 'More tokens would be revoked at once than may be; nothing was. `detail` names both counts.' },
  request_in_flight: { status: 409, title: 'Request in flight', meaning: 'A request with this `Idempotency-Key` is still being answered. Try again.' },
  person_not_entitled: { status: 403, title: 'Person not entitled', meaning: 'Who it is stands firm, but its identity provider gives it no customer or no role here; `detail` says which.' },
  identity_provider_unavailable: { status: 503, title: 'Identity provider unavailable', meaning: 'The identity provider of the JWT does not answer, and only it can tell. Try again.' },
  token_too_large: { status: 422, title: 'Token too large', meaning: 'The token’s lists and labels together exceed 64 KiB.' },
};

export class IssuerError extends ApiError {
  constructor(
    readonly code: IssuerErrorCode,
    extra: ErrorExtra = {},
  ) {
    super(issuerErrors[code], extra);
  }
}

/** What a library refused on account of the caller's input, as the caller is told; anything else as it is. */
export function forCaller(error: unknown): unknown {
  if (error instanceof RecordTooLargeError) return new IssuerError('token_too_large', { cause: error });
  if (error instanceof AccessError && isAnswer(error.code)) return new IssuerError(error.code, { detail: `${error.message}.`, cause: error });
  return error;
}

function isAnswer(code: AccessErrorCode): code is GrantErrorCode {
  return Object.hasOwn(issuerErrors, code);
}
