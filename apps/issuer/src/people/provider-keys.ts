import { createLocalJWKSet, errors } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { RemoteKeys } from '../remote-keys/remote-keys.js';

const minuteMs = 60_000;
export const providerKeyTimes = { freshMs: 10 * minuteMs, cooldownMs: 5_000, retryMs: 5_000, keepMs: 24 * 60 * minuteMs };

/** The keys of one provider, for `jwtVerify`. Throws `identity_provider_unavailable` where only the provider could tell. */
export function providerKeys(read: () => Promise<JSONWebKeySet>, now?: () => number): JWTVerifyGetKey {
  const keys = new RemoteKeys(async () => createLocalJWKSet(await read()), { ...providerKeyTimes, unavailable: 'identity_provider_unavailable' }, now);
  return async (...jws) => {
    const key = await keys.find((find) => find(...jws).catch(undefinedIfUnknown));
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  };
}

function undefinedIfUnknown(error: unknown): undefined {
  if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
}
