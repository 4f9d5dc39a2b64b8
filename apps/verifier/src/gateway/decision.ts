import type { VerdictReason } from '../verify/verify.schema.js';
import type { Holder } from './holder.js';
import type { Target } from './path-rules.js';

/** `auth_request`: nginx and Traefik. `ext_authz`: Envoy. */
export type GatewayMode = 'auth_request' | 'ext_authz';

/** Why a request is not let through. */
export type DenialCode =
  | 'forbidden'
  | 'invalid_request'
  | 'ambiguous_path'
  | 'no_rule'
  | 'no_credentials'
  | 'ambiguous_credentials'
  | 'not_ready'
  | 'rate_limited'
  | 'internal'
  | VerdictReason;

export type Outcome = 'allowed' | 'public' | DenialCode;

/** What was found out about one request, as far as it went. */
export interface Decision {
  readonly outcome: Outcome;
  readonly target?: Target | undefined;
  /** Whose token it was, where it is known. */
  readonly holder?: Holder | undefined;
  /** Why the token is not taken, for its holder. */
  readonly why?: string | undefined;
  /** What is known is older than the bound, and counts all the same. */
  readonly stale?: boolean;
}
