import { uncovered } from '@latchkey/access';
import type { Dimension, Grant } from '@latchkey/access';
import { challenge } from '@latchkey/runtime';
import type { CustomerEntity } from '../customers/customer.entity.js';
import { IssuerError, issuerErrors } from '../issuer.errors.js';
import type { Maker } from './lock-maker.js';

export interface Giving {
  readonly maker: Pick<Maker, 'grant' | 'boundByExpiry'>;
  readonly customer: Pick<CustomerEntity, 'platform'>;
  readonly now: Date;
}

/** Least privilege: throws unless the maker holds every right in `grant`, if it is bound by its own expiry for at least as long. */
export function checkGrant(grant: Grant, { maker, customer, now }: Giving): void {
  if (grant.expires_at !== null && new Date(grant.expires_at) <= now) throw new IssuerError('expired_at_birth');
  checkCovered(maker, grant);
  if (!customer.platform && grant.permissions.some((permission) => permission.startsWith('platform:'))) throw refused('platform_only');
}

/** Throws unless the maker covers `grant`. */
export function checkCovered(maker: Pick<Maker, 'grant' | 'boundByExpiry'>, grant: Grant): void {
  const beyond = uncovered(maker.grant, grant, { ignoreExpiry: !maker.boundByExpiry });
  if (beyond.length > 0) throw notCovered(beyond);
}

/** The first of the instants (RFC 3339 UTC); `null` is never. */
export function earliest(...instants: (string | null)[]): string | null {
  const known = instants.filter((instant) => instant !== null).sort((a, b) => Date.parse(a) - Date.parse(b));
  return known[0] ?? null;
}

function notCovered(beyond: readonly Dimension[]): IssuerError {
  return refused('not_covered', `The token would go beyond the rights of its maker in: ${beyond.join(', ')}.`);
}

function refused(code: 'not_covered' | 'platform_only', detail = issuerErrors[code].meaning): IssuerError {
  const error = { error: 'insufficient_scope', error_description: issuerErrors[code].title.toLowerCase() };
  return new IssuerError(code, { detail, headers: challenge(error) });
}
