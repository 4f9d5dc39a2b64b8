import type { DenialCode, GatewayMode } from './decision.js';

interface Denial {
  /** For Envoy, which passes on any but one above 499: that it takes for no answer, and then lets through all where it is so set. */
  readonly status: 401 | 403 | 429;
  readonly meaning: string;
  /** The same request may be allowed a little later. */
  readonly passing?: true;
  /** RFC 6750 section 3.1, where another token, or another way of sending it, would help. */
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope';
}

const notTaken = (meaning: string): Denial => ({ status: 401, meaning, error: 'invalid_token' });
const outOfReach = (meaning: string): Denial => ({ status: 403, meaning, error: 'insufficient_scope' });
const notNow = (meaning: string): Denial => ({ status: 403, meaning, passing: true });
const notAllowed = (meaning: string): Denial => ({ status: 403, meaning });

export const denials: Readonly<Record<DenialCode, Denial>> = {
  forbidden: notAllowed('You may not ask here.'),
  invalid_request: notAllowed('The gateway does not say in one way alone what was asked of it.'),
  ambiguous_path: notAllowed('The path may be read in more than one way.'),
  no_rule: notAllowed('No rule says what this request needs.'),
  no_credentials: { status: 401, meaning: 'A token is needed.' },
  ambiguous_credentials: { status: 401, meaning: 'The request names more than one token.', error: 'invalid_request' },
  malformed: notTaken('This is not a token of Latchkey.'),
  unknown: notTaken('The token is not known.'),
  state_unreadable: notTaken('What holds for this token cannot be read.'),
  revoked: notTaken('The token is revoked.'),
  suspended: notTaken('The token is suspended.'),
  expired: notTaken('The token has expired.'),
  not_yet_valid: notTaken('The token is not valid yet.'),
  network_required: outOfReach('The token may be used from some networks only, and the client’s address is not known.'),
  network_refused: outOfReach('The token may not be used from this network.'),
  permission_refused: outOfReach('The token lacks the permission.'),
  service_required: outOfReach('The token is for some services only, and the rule names none.'),
  service_refused: outOfReach('The token is not for this service.'),
  workspace_required: outOfReach('The token is for some workspaces only, and the rule names none.'),
  workspace_refused: outOfReach('The token is not for this workspace.'),
  rate_limited: { status: 429, meaning: 'The token was used too often within a minute.', passing: true },
  stale: notNow('What is known of the token is too old to rely on.'),
  behind: notNow('The state that was asked for has not come yet.'),
  not_ready: notNow('The verifier does not know all tokens yet.'),
  internal: notAllowed('A fault of the verifier; its log has it under the request id.'),
};

/** nginx takes 401 and 403 for a refusal, and anything else that is not 2xx for a fault of its own. */
export function statusOf(code: DenialCode, mode: GatewayMode): number {
  const { status } = denials[code];
  return mode === 'auth_request' && status === 429 ? 403 : status;
}
