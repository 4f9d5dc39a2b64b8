import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aGrant } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import { Controller, Get, Module } from '@nestjs/common';
import { CALLERS, type FoundCaller, PEOPLE, type PersonCaller } from '../callers/caller.js';
import { invalidToken } from '../callers/challenges.js';
import { AnonymousWhere, Public, Requires } from '../callers/decorators.js';
import { RuntimeError } from '../errors/runtime-error.js';
import { type Service, type ServeOptions, start } from '../serve/start.js';

const minute = 60_000;
const noon = 1_000_000 * minute;
const jwt = { good: 'a.good.jwt', bad: 'a.bad.jwt' };

@Controller()
class ThingsController {
  @Get('things')
  list(): object {
    return {};
  }

  @Get('things/write')
  @Requires('thing:write')
  write(): object {
    return {};
  }

  @Get('proven')
  @AnonymousWhere(() => true)
  proven(): object {
    return {};
  }

  @Get('open')
  @Public()
  open(): object {
    return {};
  }
}

const known = new Map<string, FoundCaller>();
const asked: string[] = [];
let ready = true;
const directory = {
  find(digest: string): FoundCaller | undefined {
    asked.push(digest);
    if (!ready) throw new RuntimeError('not_ready');
    return known.get(digest);
  },
};
const person: PersonCaller = { kind: 'person', personId: mintId(), customerId: mintId(), name: 'Ada', platform: false, grant: aGrant({}) };
const people = {
  find(text: string): PersonCaller {
    asked.push(text);
    if (text === jwt.good) return person;
    throw invalidToken('the JWT is not good');
  },
};

@Module({
  controllers: [ThingsController],
  providers: [
    { provide: CALLERS, useValue: directory },
    { provide: PEOPLE, useValue: people },
  ],
})
class ThingsModule {}

let service: Service;
let now: number;

async function serveThings(limits: Pick<ServeOptions, 'rateLimitPerMinute' | 'unknownCredentialsPerMinute'>): Promise<void> {
  const logSink = { write: () => undefined };
  service = await start({ module: ThingsModule }, { name: 'things', host: '127.0.0.1', port: 0, logLevel: 'info', logSink, trustProxy: 1, now: () => now, ...limits });
}
beforeEach(() => {
  [now, ready] = [noon + 15_000, true];
  asked.length = 0;
});
afterEach(() => service.close());

function aToken(): string {
  const secret = mintToken();
  const caller = { kind: 'token', tokenId: mintId(), customerId: mintId(), serviceAccountId: mintId(), name: 'ci', platform: false, grant: aGrant({}) } as const;
  known.set(digestToken(secret), { caller, status: 'active', changedAt: '2026-01-01T00:00:00.000Z' });
  return secret;
}
const get = (secret: string, { path = '/things', from = '203.0.113.7' } = {}) =>
  fetch(service.url + path, { headers: { authorization: `Bearer ${secret}`, 'x-forwarded-for': from } });
const statusOf = async (secret: string, from?: string) => (await get(secret, from === undefined ? {} : { from })).status;
async function fail(times: number, from?: string): Promise<void> {
  for (let time = 0; time < times; time++) expect(await statusOf(mintToken(), from)).toBe(401);
}
async function limited(policy: string): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return Number(new RegExp(`^latchkey_requests_limited_total\\{policy="${policy}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
}

describe('a caller', () => {
  beforeEach(() => serveThings({ rateLimitPerMinute: 2 }));

  it('is told with each answer what remains of its quota, and for how long', async () => {
    const secret = aToken();
    const answers = [await get(secret), await get(secret, { path: '/things/write' })];
    expect(answers.map(({ status, headers }) => [status, headers.get('ratelimit-policy'), headers.get('ratelimit')])).toEqual([
      [200, '"caller";q=2;w=60', '"caller";r=1;t=45'],
      [403, '"caller";q=2;w=60', '"caller";r=0;t=45'],
    ]);
  });

  it('over its quota gets a problem until the minute is over, from wherever it calls', async () => {
    const secret = aToken();
    expect([await statusOf(secret), await statusOf(secret)]).toEqual([200, 200]);
    const response = await get(secret, { from: '198.51.100.1' });
    expect([response.status, response.headers.get('retry-after'), response.headers.get('ratelimit')]).toEqual([429, '45', '"caller";r=0;t=45']);
    expect(await response.json()).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(await limited('caller')).toBe(1);
    now += 45_000;
    expect(await statusOf(secret)).toBe(200);
  });

  it('does not use up the quota of another, nor a person that of a token', async () => {
    const [busy, calm] = [aToken(), aToken()];
    for (const status of [200, 200, 429]) expect(await statusOf(busy)).toBe(status);
    expect([await statusOf(calm), await statusOf(jwt.good)]).toEqual([200, 200]);
  });

  it('who brings a proof instead of credentials is the address that it comes from: stops floods of look-ups by nobody', async () => {
    const prove = async (from: string) => (await fetch(`${service.url}/proven`, { headers: { 'x-forwarded-for': from } })).status;
    for (const status of [200, 200, 429]) expect(await prove('203.0.113.7')).toBe(status);
    expect([await prove('198.51.100.1'), await statusOf(aToken())]).toEqual([200, 200]);
  });

  it('that nobody knows is told of no quota', async () => {
    for (const response of [await get(mintToken()), await get('', { path: '/open' })]) expect(response.headers.get('ratelimit')).toBeNull();
  });
});

describe('an address that sends credentials which are not good', () => {
  beforeEach(() => serveThings({ unknownCredentialsPerMinute: 3 }));

  it('is held back before a look-up: stops guessing, and floods that are to burden the database', async () => {
    await fail(3);
    asked.length = 0;
    const response = await get(mintToken());
    expect([response.status, response.headers.get('retry-after'), response.headers.get('www-authenticate')]).toEqual([429, '45', null]);
    expect(await response.json()).toMatchObject({ code: 'rate_limited' });
    expect(asked).toEqual([]);
    expect(await limited('unknown_credentials')).toBe(1);
    now += 45_000;
    await fail(1);
  });

  it('counts junk, dead tokens and JWTs alike', async () => {
    const dead = aToken();
    known.set(digestToken(dead), { ...(known.get(digestToken(dead)) as FoundCaller), status: 'revoked' });
    for (const credentials of ['junk', dead, jwt.bad]) expect(await statusOf(credentials)).toBe(401);
    asked.length = 0;
    for (const credentials of ['junk', dead, jwt.bad]) expect(await statusOf(credentials)).toBe(429);
    expect(asked).toEqual([]);
  });

  it('does not lock out a neighbour behind the same NAT whose token was good a short while ago, from any address', async () => {
    const [neighbour, traveller] = [aToken(), aToken()];
    expect([await statusOf(neighbour), await statusOf(traveller, '198.51.100.1'), await statusOf(jwt.good)]).toEqual([200, 200, 200]);
    await fail(3);
    expect([await statusOf(neighbour), await statusOf(traveller), await statusOf(jwt.good)]).toEqual([200, 200, 200]);
    expect(await statusOf(mintToken())).toBe(429);
  });

  it('gains nothing by a token that was good and is revoked: stops a look-up for each request with it', async () => {
    const secret = aToken();
    expect(await statusOf(secret)).toBe(200);
    known.delete(digestToken(secret));
    await fail(3);
    expect([await statusOf(secret), await statusOf(secret)]).toEqual([401, 429]);
  });

  it('is one /64 of IPv6: stops changing the address for each guess', async () => {
    await fail(1, '2001:db8:0:1::1');
    await fail(1, '2001:db8:0:1::2');
    await fail(1, '2001:db8:0:1:ffff::3');
    expect(await statusOf(mintToken(), '2001:db8:0:1::4')).toBe(429);
    expect(await statusOf(mintToken(), '2001:db8:0:2::1')).toBe(401);
  });

  it('is told from others', async () => {
    await fail(3);
    expect(await statusOf(mintToken(), '198.51.100.1')).toBe(401);
  });

  it('is not counted where credentials are lacking, or cannot be judged yet', async () => {
    for (let time = 0; time < 4; time++) expect((await fetch(`${service.url}/things`, { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(401);
    ready = false;
    for (let time = 0; time < 4; time++) expect(await statusOf(mintToken())).toBe(503);
    ready = true;
    expect(await statusOf(mintToken())).toBe(401);
  });
});

it('nobody is held back where both limits are off, nor told of any', async () => {
  await serveThings({});
  const secret = aToken();
  await fail(100);
  for (let time = 0; time < 100; time++) expect(await statusOf(secret)).toBe(200);
  const { headers } = await get(secret);
  expect([headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([null, null]);
});
