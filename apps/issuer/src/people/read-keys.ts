import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { fetchJson } from '../remote-keys/fetch-json.js';
import { secureUrl } from '../remote-keys/secure-url.js';
import type { IdentityProvider } from './identity-provider.js';
import { isSigningKey } from './signing-key.js';

const configuration = z.object({ issuer: z.string(), jwks_uri: secureUrl });
const keySet = z.object({ keys: z.array(z.unknown()).transform((keys) => keys.filter(isKey)) });

/** The keys that a provider signs with at this moment, found by OIDC discovery where no address is configured. Keys that cannot be used are left out. */
export async function readKeys(provider: Pick<IdentityProvider, 'issuer' | 'jwks_uri'>): Promise<JSONWebKeySet> {
  const fetched = await fetchJson(provider.jwks_uri ?? (await discover(provider.issuer)));
  const { data } = keySet.safeParse(fetched?.json);
  if (!data) throw new Error('the identity provider answered no key set');
  return data;
}

/** OpenID Connect Discovery 1.0, section 4. */
async function discover(issuer: string): Promise<string> {
  const fetched = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  return keysAddressIn(fetched?.json, issuer);
}

/** Where this issuer's configuration says that its keys are. */
export function keysAddressIn(answer: unknown, issuer: string): string {
  const { data } = configuration.safeParse(answer);
  if (!data) throw new Error('the identity provider answered no configuration');
  if (data.issuer !== issuer) throw new Error('the configuration is of another identity provider');
  if (isHttps(issuer) && !isHttps(data.jwks_uri)) throw new Error('the identity provider has its keys at an address that is not https');
  return data.jwks_uri;
}

function isHttps(url: string): boolean {
  return new URL(url).protocol === 'https:';
}

function isKey(key: unknown): key is JSONWebKeySet['keys'][number] {
  return isSigningKey(key);
}
