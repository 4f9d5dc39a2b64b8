import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import { providerKeys, providerKeyTimes } from './provider-keys.js';

Logger.overrideLogger(false);

const { publicKey } = await generateKeyPair('ES256', { extractable: true });
const keyNamed = async (kid: string): Promise<JWK> => ({ ...(await exportJWK(publicKey)), kid });
const jws = { payload: '', signature: '' };

describe('the keys of a provider', () => {
  it('are found by the name that a JWT gives, a new one within the cooldown', async () => {
    let [published, now] = [[await keyNamed('one')], 0];
    const find = providerKeys(async () => ({ keys: published }), () => now);
    expect(await find({ alg: 'ES256', kid: 'one' }, jws)).toMatchObject({ type: 'public' });
    await expect(find({ alg: 'ES256', kid: 'two' }, jws)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    [published, now] = [[await keyNamed('two')], providerKeyTimes.cooldownMs];
    expect(await find({ alg: 'ES256', kid: 'two' }, jws)).toMatchObject({ type: 'public' });
  });

  it('are not guessed where several could be meant', async () => {
    const published = await Promise.all(['one', 'two'].map(keyNamed));
    await expect(providerKeys(async () => ({ keys: published }))({ alg: 'ES256' }, jws)).rejects.toMatchObject({ code: 'ERR_JWKS_MULTIPLE_MATCHING_KEYS' });
  });

  it('are waited for while the provider is away', async () => {
    const find = providerKeys(() => Promise.reject(new Error('the provider is away')));
    await expect(find({ alg: 'ES256', kid: 'one' }, jws)).rejects.toMatchObject({ code: 'identity_provider_unavailable', status: 503, headers: { 'retry-after': '5' } });
  });
});
