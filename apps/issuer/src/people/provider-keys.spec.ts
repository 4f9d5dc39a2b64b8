import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { exportJWK, generateKeyPair } from 'jose';
import type { FlattenedJWSInput, JSONWebKeySet, JWK } from 'jose';
import { cooldownMs, freshMs, keepMs, ProviderKeys } from './provider-keys.js';

let [one, two]: JWK[] = [];
let published: JWK[];
let down: boolean;
let reads: number;
let now: number;
let keys: ProviderKeys;

async function read(): Promise<JSONWebKeySet> {
  reads += 1;
  if (down) throw new Error('the provider is away');
  return { keys: published };
}
const jws: FlattenedJWSInput = { payload: '', signature: '' };
const outcomeFor = async (kid: string): Promise<string> => {
  try {
    await keys.find({ alg: 'ES256', kid }, jws);
    return 'found';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const unknown = 'ERR_JWKS_NO_MATCHING_KEY';
const away = 'identity_provider_unavailable';

beforeAll(async () => {
  Logger.overrideLogger(false);
  const pairs = await Promise.all([1, 2].map(() => generateKeyPair('ES256', { extractable: true })));
  [one, two] = await Promise.all(pairs.map(async ({ publicKey }, index) => ({ ...(await exportJWK(publicKey)), kid: index === 0 ? 'one' : 'two' })));
});
beforeEach(() => {
  [published, down, reads, now] = [[one as JWK], false, 0, 1_000_000];
  keys = new ProviderKeys(read, () => now);
});

describe('the keys of a provider', () => {
  it('are read once for all who need them', async () => {
    expect(await Promise.all([outcomeFor('one'), outcomeFor('one'), outcomeFor('one')])).toEqual(['found', 'found', 'found']);
    now += freshMs - 1;
    expect(await outcomeFor('one')).toBe('found');
    expect(reads).toBe(1);
  });

  it('are read anew when a JWT names one that is not known', async () => {
    await outcomeFor('one');
    published = [two as JWK];
    now += cooldownMs;
    expect(await outcomeFor('two')).toBe('found');
    expect(await outcomeFor('one')).toBe(unknown);
  });

  it('are read at most once in the cooldown, however many unknown ones are named (a flood that would wear down the provider)', async () => {
    for (let sent = 0; sent < 100; sent += 1) expect(await outcomeFor(`made up ${sent}`)).toBe(unknown);
    expect(reads).toBe(1);
  });

  it('end once they were withdrawn, with the next reading (a stolen key)', async () => {
    await outcomeFor('one');
    published = [two as JWK];
    now += freshMs;
    expect(await outcomeFor('one')).toBe(unknown);
  });
});

describe('while the provider is away', () => {
  it('known keys go on working, and the provider is tried again', async () => {
    await outcomeFor('one');
    down = true;
    for (now += freshMs; now < 1_000_000 + keepMs; now += keepMs / 10) expect(await outcomeFor('one')).toBe('found');
    expect(reads).toBe(11);
  });

  it('known keys do not work for ever (a stolen key, with the provider kept away)', async () => {
    await outcomeFor('one');
    down = true;
    now += keepMs;
    expect(await outcomeFor('one')).toBe(away);
  });

  it('no one can tell whether an unknown key is good', async () => {
    await outcomeFor('one');
    down = true;
    now += cooldownMs;
    expect(await outcomeFor('two')).toBe(away);
    expect(await outcomeFor('one')).toBe('found');
  });

  it('without keys one has to wait, and is told how long', async () => {
    down = true;
    await expect(keys.find({ alg: 'ES256', kid: 'one' }, jws)).rejects.toMatchObject({ code: away, status: 503, headers: { 'retry-after': '5' } });
    now += cooldownMs - 2_500;
    await expect(keys.find({ alg: 'ES256', kid: 'one' }, jws)).rejects.toMatchObject({ headers: { 'retry-after': '3' } });
    expect(reads).toBe(1);
  });

  it('its return is noticed', async () => {
    down = true;
    await outcomeFor('one');
    down = false;
    now += cooldownMs;
    expect(await outcomeFor('one')).toBe('found');
  });
});
