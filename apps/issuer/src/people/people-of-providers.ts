import { resolveGrant } from '@latchkey/access';
import type { Catalogue, Grant } from '@latchkey/access';
import { invalidToken } from '@latchkey/runtime';
import type { PersonCaller, PersonDirectory } from '@latchkey/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { createLocalJWKSet } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import { Repository } from 'typeorm';
import { CATALOGUE } from '../catalogue/catalogue.js';
import { CustomerEntity } from '../customers/customer.entity.js';
import { IDENTITY_PROVIDERS } from './identity-provider.js';
import type { IdentityProvider } from './identity-provider.js';
import { notEntitled, personIn } from './person-in-claims.js';
import { providerKeys } from './provider-keys.js';
import { issuerIn, readClaims } from './read-claims.js';
import { readKeys } from './read-keys.js';

/** Less than what Node reads of all headers together, so that this answer is given and not that of its parser. */
export const maxJwtLength = 12 * 1024;

interface Known {
  readonly provider: IdentityProvider;
  readonly keys: JWTVerifyGetKey;
}

/** Knows people from the JWTs of the configured providers, each for the customers and roles that the deployment grants it. */
@Injectable()
export class PeopleOfProviders implements PersonDirectory {
  private readonly known: ReadonlyMap<string, Known>;

  constructor(
    @Inject(IDENTITY_PROVIDERS) providers: readonly IdentityProvider[],
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
    @InjectRepository(CustomerEntity) private readonly customers: Repository<CustomerEntity>,
  ) {
    this.known = new Map(providers.map((provider) => [provider.issuer, { provider, keys: keysOf(provider) }]));
  }

  async find(jwt: string): Promise<PersonCaller> {
    if (jwt.length > maxJwtLength) throw invalidToken('the JWT is too long');
    const known = this.known.get(issuerIn(jwt) ?? '');
    if (!known) throw invalidToken('the JWT is of no identity provider that is known here');
    const { roles, ...person } = personIn(await readClaims(jwt, known.provider, known.keys), known.provider);
    const customer = await this.customers.findOneBy({ id: person.customerId });
    if (!customer || customer.offboardedAt) throw notEntitled('The customer that the JWT names has left, or was never here.');
    const { platform } = customer;
    return { kind: 'person', ...person, platform, grant: grantOf(this.catalogue, roles, platform) };
  }
}

function keysOf(provider: IdentityProvider): JWTVerifyGetKey {
  return provider.jwks ? createLocalJWKSet(provider.jwks as Parameters<typeof createLocalJWKSet>[0]) : providerKeys(() => readKeys(provider));
}

/** All that the roles hold, everywhere and for as long as the JWT works; `platform:*` is for the platform customer alone. */
function grantOf(catalogue: Catalogue, roles: readonly string[], platform: boolean): Grant {
  const everywhere = { limit_services: false, services: [], limit_workspaces: false, workspaces: [], allowed_cidrs: null };
  const grant = resolveGrant(catalogue, { roles, scope: 'global', ...everywhere, not_before: null, expires_at: null });
  return platform ? grant : { ...grant, permissions: grant.permissions.filter((permission) => !permission.startsWith('platform:')) };
}
