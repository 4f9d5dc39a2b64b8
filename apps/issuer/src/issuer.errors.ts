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
  | 'platform_customer'
  | 'not_offboarded'
  | 'has_live_tokens'
  | 'leak_reports_off'
  | 'bad_signature'
  | 'unknown_key'
  | 'leak_keys_unavailable'
  | 'unsupported_token_type'
  | 'person_not_entitled'
  | 'identity_provider_unavailable';

/** What the issuer answers beside the errors of every service. */
export const issuerErrors: Readonly<Record<IssuerErrorCode, ErrorKind>> = {
  unknown_role: {
    status: 400,
    title: 'Unknown role',
    meaning: 'A role is not in the catalogue.',
    advice: 'Take roles from those that this deployment knows, by their ids, or ask the operator to add one to the catalogue.',
  },
  unknown_scope: {
    status: 400,
    title: 'Unknown scope',
    meaning: 'A scope is not in the catalogue.',
    advice: 'Take scopes from those that this deployment knows, separated by spaces; `global` is the widest.',
  },
  empty_window: {
    status: 400,
    title: 'Never valid',
    meaning: '`expires_at` is not after `not_before`.',
    advice: 'Choose an `expires_at` after `not_before`, or leave one of them out.',
  },
  contradictory_limit: {
    status: 400,
    title: 'Contradictory limit',
    meaning: 'A list names something while its limit is switched off.',
    advice: 'Either leave the list empty or out, or set `limit_services` or `limit_workspaces` to true.',
  },
  expired_at_birth: {
    status: 400,
    title: 'Already expired',
    meaning: '`expires_at` is not in the future.',
    advice: 'Choose an `expires_at` in the future, in UTC or with its offset, and compare your clock.',
  },
  not_covered: {
    status: 403,
    title: 'Beyond your own rights',
    meaning: 'The token would hold rights that its maker does not; `detail` names where.',
    advice: 'Ask for less in the dimensions that `detail` names, or have a token that holds these rights make or change this one. A token also gives no longer life than its own.',
  },
  platform_only: {
    status: 403,
    title: 'Platform only',
    meaning: '`platform:*` is for tokens of the platform customer alone.',
    advice: 'Leave `platform:*` out. Only the platform customer’s own tokens hold it.',
  },
  policy_violation: {
    status: 422,
    title: 'Against the policy',
    meaning: 'The token would not keep to its customer’s policy; `errors` names the places.',
    advice: 'Change what `errors` points to, so that the token keeps to the policy, or have the platform change the customer’s policy.',
  },
  customer_offboarded: {
    status: 409,
    title: 'Customer off-boarded',
    meaning: 'The customer left; it gets no more tokens.',
    advice: 'Nothing can be done with this customer’s tokens any more. Check whether you meant another customer.',
  },
  token_ended: {
    status: 409,
    title: 'Token ended',
    meaning: 'The token is revoked or has expired, for good.',
    advice: 'Issue a new token: this one never comes back.',
  },
  token_suspended: {
    status: 409,
    title: 'Token suspended',
    meaning: 'The token is suspended; resume it first.',
    advice: 'Resume the token, if it was suspended by mistake, and repeat the request.',
  },
  already_rotated: {
    status: 409,
    title: 'Already rotated',
    meaning: 'The token has a successor; `successor_id` of the token names it.',
    advice: 'Use the successor. To replace that one in turn, rotate the successor.',
  },
  children_beyond: {
    status: 409,
    title: 'Children beyond it',
    meaning: 'Live tokens that it made, itself or through one that is dead, would hold more than it; narrow or revoke them first.',
    advice: 'List the tokens whose `parent_id` is this token, or one of these that is dead; narrow or revoke those that hold more than it is to hold, and repeat the request.',
  },
  already_issued: {
    status: 409,
    title: 'Already issued',
    meaning: 'The request with this `Idempotency-Key` made a token, whose secret cannot be given again; `detail` names the token.',
    advice: 'If you never got the secret, revoke the token that `detail` names, or rotate it, and issue anew under a new key.',
  },
  key_reused: {
    status: 422,
    title: 'Key reused',
    meaning: 'The `Idempotency-Key` was used for another request.',
    advice: 'Use a new `Idempotency-Key` for each request, and an old one only to repeat the very same request.',
  },
  selection_too_large: {
    status: 409,
    title: 'Selection too large',
    meaning: 'More tokens would be revoked at once than may be; nothing was. `detail` names both counts.',
    advice: 'Narrow the selector, or raise `max` as far as it goes and revoke in several requests.',
  },
  request_in_flight: {
    status: 409,
    title: 'Request in flight',
    meaning: 'A request with this `Idempotency-Key` is still being answered. Try again.',
    advice: 'Wait a second and repeat the request with the same key: it then gets the answer of the first.',
  },
  person_not_entitled: {
    status: 403,
    title: 'Person not entitled',
    meaning: 'Who it is stands firm, but its identity provider gives it no customer or no role here; `detail` says which.',
    advice: 'Have the identity provider’s administrator give the person a customer and a role that this deployment maps, and sign in again.',
  },
  identity_provider_unavailable: {
    status: 503,
    title: 'Identity provider unavailable',
    meaning: 'The identity provider of the JWT does not answer, and only it can tell. Try again.',
    advice: 'Try again after `Retry-After`. Automation tokens work meanwhile.',
  },
  platform_customer: {
    status: 409,
    title: 'The platform customer',
    meaning: 'The platform customer cannot be off-boarded: nobody else could make customers.',
    advice: 'Check whether you meant another customer. To end a single token of the platform, revoke it.',
  },
  not_offboarded: {
    status: 409,
    title: 'Not off-boarded',
    meaning: 'Only a customer that has left can be erased.',
    advice: 'Off-board the customer first with `DELETE /customers/{id}`, if it is really to go: there is no way back.',
  },
  has_live_tokens: {
    status: 409,
    title: 'Live tokens',
    meaning: 'Tokens that belong to it are active or suspended; `detail` says how many.',
    advice: 'Revoke the tokens of the service account, found by `service_account_id`. For a customer, repeat `DELETE /customers/{id}`, which goes on where it was broken off.',
  },
  token_too_large: {
    status: 422,
    title: 'Token too large',
    meaning: 'The token’s lists and labels together exceed 64 KiB.',
    advice: 'Name fewer services, workspaces, networks or labels, or divide them among several tokens.',
  },
  leak_reports_off: {
    status: 404,
    title: 'Leak reports off',
    meaning: 'This deployment takes no signed leak reports.',
    advice: 'The operator sets `LEAK_REPORT_KEYS_URL` to take them. A caller that holds `token:write` may report tokens of its own customer all the same.',
  },
  bad_signature: {
    status: 401,
    title: 'Bad signature',
    meaning: 'The leak report is not signed, or its signature does not hold for the body as it came.',
    advice: 'Sign the very bytes that are sent: ECDSA on P-256 with SHA-256, DER, in base64. A proxy in between must not rewrite the body.',
  },
  unknown_key: {
    status: 401,
    title: 'Unknown key',
    meaning: 'The key that the leak report names is not among those of its reporter.',
    advice: 'Name a key that stands at `LEAK_REPORT_KEYS_URL`. A new one is known within five minutes.',
  },
  leak_keys_unavailable: {
    status: 503,
    title: 'Leak keys unavailable',
    meaning: 'The keys that leak reports are signed with cannot be read, and without them nobody can tell whether the report is genuine.',
    advice: 'Send the report again after `Retry-After`. The operator checks that the issuer reaches `LEAK_REPORT_KEYS_URL`.',
  },
  unsupported_token_type: {
    status: 400,
    title: 'Unsupported token type',
    meaning: 'The token is a JWT, which its identity provider alone can revoke.',
    advice: 'End it at its identity provider. Automation tokens, which begin with `lka_`, can be revoked here.',
  },
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
