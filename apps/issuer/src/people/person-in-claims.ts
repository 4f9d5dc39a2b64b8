import { fields } from '@latchkey/contracts';
import { challenge, invalidToken } from '@latchkey/runtime';
import { deriveId, redactSecrets } from '@latchkey/tokens';
import type { JWTPayload } from 'jose';
import { IssuerError } from '../issuer.errors.js';
import type { IdentityProvider } from './identity-provider.js';

/** Who it is, as far as a provider may say. */
export interface ClaimedPerson {
  readonly personId: string;
  readonly name: string;
  readonly customerId: string;
  /** Of the catalogue. */
  readonly roles: readonly string[];
}

type Rules = Pick<IdentityProvider, 'issuer' | 'customers' | 'customer_claim' | 'name_claim' | 'role_claim' | 'roles'>;

/** The person that verified claims speak of. Throws where the provider gives it no customer of its list, or no role. */
export function personIn(claims: JWTPayload, rules: Rules): ClaimedPerson {
  const subject = fields.name.safeParse(claims.sub);
  if (!subject.success) throw invalidToken('the JWT names no subject');
  return {
    // No URL holds a NUL, so no two pairs come to the same text.
    personId: deriveId(`${rules.issuer}\0${subject.data}`),
    name: nameIn(claims, rules) || readable(subject.data) || 'a person',
    customerId: customerIn(claims, rules),
    roles: rolesIn(claims, rules),
  };
}

/** RFC 6750 section 3.1: the JWT is good, and a new one would help no more. */
export function notEntitled(detail: string): IssuerError {
  return new IssuerError('person_not_entitled', {
    detail,
    headers: challenge({ error: 'insufficient_scope', error_description: 'the person has no rights here' }),
  });
}

function customerIn(claims: JWTPayload, { customers, customer_claim }: Rules): string {
  const claimed = customer_claim === undefined ? customers[0] : claimOf(claims, customer_claim);
  const customer = customers.find((id) => id === claimed);
  if (customer === undefined) throw notEntitled('The JWT names no customer that its provider may speak for.');
  return customer;
}

function rolesIn(claims: JWTPayload, { role_claim, roles }: Rules): string[] {
  const mapped = textsOf(claimOf(claims, role_claim)).flatMap((text) => (Object.hasOwn(roles, text) ? (roles[text] ?? []) : []));
  if (mapped.length === 0) throw notEntitled('The JWT names no role that means anything here.');
  return [...new Set(mapped)].sort();
}

/** `''` where there is none to be shown: an address that nobody has proven could be anybody's. */
function nameIn(claims: JWTPayload, { name_claim }: Rules): string {
  const claimed = claimOf(claims, name_claim);
  const unproven = name_claim === 'email' && String(claimOf(claims, 'email_verified')) === 'false';
  return typeof claimed === 'string' && !unproven ? readable(claimed) : '';
}

/** Own properties only: every object has a `constructor`. */
function claimOf(claims: JWTPayload, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function textsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((each) => typeof each === 'string') : [];
}

/** Fit for `fields.name`, or empty. */
function readable(text: string): string {
  return sound(redactSecrets(sound(text)).slice(0, 255));
}

function sound(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, '').trim();
}
