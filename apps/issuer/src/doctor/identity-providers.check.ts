import type { IdentityProvider } from '../people/identity-provider.js';
import { readKeys } from '../people/read-keys.js';
import type { Check } from './check.js';
import { fail, ok, skipped, type Verdict } from './finding.js';
import { reasonOf } from './reason-of.js';

export const identityProviderReach: Check = {
  name: 'identity providers',
  run: async ({ env }) => {
    if (env.IDENTITY_PROVIDERS.length === 0) return [skipped('none is configured')];
    return Promise.all(env.IDENTITY_PROVIDERS.map(judgeProvider));
  },
};

async function judgeProvider(provider: IdentityProvider): Promise<Verdict> {
  const { name, jwks } = provider;
  if (jwks) return ok(`${name}: ${jwks.keys.length} keys stand in the file`);
  try {
    const { keys } = await readKeys(provider);
    if (keys.length > 0) return ok(`${name}: shows ${keys.length} keys that can be used`);
    return fail(`${name}: shows no key that can be used`, 'Let it sign with an asymmetric key: RSA of 2048 bits or more, or an elliptic curve.');
  } catch (error) {
    return fail(`${name}: its keys cannot be read: ${reasonOf(error)}`, `Open the way from the issuer to ${provider.jwks_uri ?? provider.issuer}. Keys that are known go on for a day; then its people are refused.`);
  }
}
