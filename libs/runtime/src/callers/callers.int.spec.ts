import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aGrant, eventually } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import { Controller, Get, Module } from '@nestjs/common';
import { RuntimeError } from '../errors/runtime-error.js';
import { type Service, start } from '../serve/start.js';
import { type Caller, CALLERS, type FoundCaller, type TokenCaller } from './caller.js';
import { CallerCheck, CurrentCaller, Public, Requires } from './decorators.js';

@Controller()
@Requires('token:read')
class ThingsController {
  @Get('things')
  list(@CurrentCaller() caller: Caller): object {
    return { customer_id: caller.customerId, name: caller.name };
  }

  @Get('things/write')
  @Requires('token:write')
  write(): object {
    return {};
  }

  @Get('lasting')
  async last(@CallerCheck() check: () => Promise<void>): Promise<object> {
    await check();
    meanwhile();
    await check();
    return {};
  }

  @Get('open')
  @Public()
  open(): object {
    return {};
  }
}

@Controller('unmarked')
class UnmarkedController {
  @Get()
  show(): object {
    return {};
  }
}

class Directory {
  readonly known = new Map<string, FoundCaller>();
  readonly asked: string[] = [];
  ready = true;

  find(digest: string): FoundCaller | undefined {
    this.asked.push(digest);
    if (!this.ready) throw new RuntimeError('not_ready');
    return this.known.get(digest);
  }

  add(found: { status?: FoundCaller['status']; grant?: Partial<Caller['grant']> } = {}): { secret: string; caller: TokenCaller } {
    const secret = mintToken();
    const grant = aGrant({ permissions: ['token:read'], ...found.grant });
    const caller: TokenCaller = { kind: 'token', tokenId: mintId(), customerId: mintId(), serviceAccountId: mintId(), name: 'ci', platform: false, grant };
    this.known.set(digestToken(secret), { caller, status: found.status ?? 'active', changedAt: '2026-01-01T00:00:00.000Z' });
    return { secret, caller };
  }
}

const directory = new Directory();
let meanwhile = (): void => undefined;

@Module({ controllers: [ThingsController, UnmarkedController], providers: [{ provide: CALLERS, useValue: directory }] })
class ThingsModule {}

let service: Service;
const lines: string[] = [];

beforeAll(async () => {
  const logSink = { write: (line: string) => lines.push(line) };
  service = await start({ module: ThingsModule }, { name: 'things', host: '127.0.0.1', port: 0, logLevel: 'info', logSink });
});
afterAll(() => service.close());
beforeEach(() => {
  directory.ready = true;
  directory.asked.length = 0;
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(service.url + path, { headers });
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

async function refusal(response: Response): Promise<{ status: number; code: unknown; challenge: string | null }> {
  const { code } = (await response.json()) as { code: unknown };
  return { status: response.status, code, challenge: response.headers.get('www-authenticate') };
}

describe('a caller with a live token', () => {
  it.each(['authorization', 'fastly-key'])('comes in by %s, and its ids are in the log', async (header) => {
    const { secret, caller } = directory.add();
    const response = await get('/things', { [header]: header === 'authorization' ? `Bearer ${secret}` : secret });
    expect(await response.json()).toEqual({ customer_id: caller.customerId, name: 'ci' });
    await eventually(() => {
      const last = JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
      expect(last).toMatchObject({ route: '/things', token_id: caller.tokenId, customer_id: caller.customerId });
    });
    expect(lines.join('')).not.toContain(secret);
  });

  it('needs every permission of the class and of the route', async () => {
    const { secret } = directory.add();
    expect(await refusal(await get('/things/write', bearer(secret)))).toEqual({
      status: 403,
      code: 'insufficient_scope',
      challenge:
        'Bearer realm="latchkey", error="insufficient_scope", error_description="the token lacks a permission", scope="token:read token:write"',
    });
    const full = directory.add({ grant: { permissions: ['token:read', 'token:write'] } });
    expect((await get('/things/write', bearer(full.secret))).status).toBe(200);
  });

  it.each<[string, Partial<FoundCaller>, number]>([
    ['goes on with its rights', {}, 200],
    ['is revoked', { status: 'revoked' }, 401],
    ['is suspended', { status: 'suspended' }, 401],
  ])('is looked at again where the answer lasts: it %s', async (_what, change, status) => {
    const { secret } = directory.add();
    const digest = digestToken(secret);
    meanwhile = () => void directory.known.set(digest, { ...(directory.known.get(digest) as FoundCaller), ...change });
    expect((await get('/lasting', bearer(secret))).status).toBe(status);
  });

  it('is let go where the answer lasts and it has lost a permission, or is not known any more', async () => {
    const { secret, caller } = directory.add();
    const grant = aGrant({ permissions: [] });
    meanwhile = () => void directory.known.set(digestToken(secret), { caller: { ...caller, grant }, status: 'active', changedAt: '2026-01-01T00:00:00.000Z' });
    expect(await refusal(await get('/lasting', bearer(secret)))).toMatchObject({ status: 403, code: 'insufficient_scope' });
    const other = directory.add();
    meanwhile = () => void directory.known.delete(digestToken(other.secret));
    expect((await get('/lasting', bearer(other.secret))).status).toBe(401);
  });

  it('may use a route that names no permission', async () => {
    expect((await get('/unmarked', bearer(directory.add().secret))).status).toBe(200);
  });
});

describe('a request without a live token', () => {
  const invalid = (why: string) => ({
    status: 401,
    code: 'unauthorized',
    challenge: `Bearer realm="latchkey", error="invalid_token", error_description="${why}"`,
  });

  it.each(['/things', '/unmarked'])('is told on %s that it needs one, and no error', async (path) => {
    const bare = { status: 401, code: 'unauthorized', challenge: 'Bearer realm="latchkey"' };
    expect(await refusal(await get(path))).toEqual(bare);
    expect(await refusal(await get(path, { authorization: 'Basic dTpw' }))).toEqual(bare);
  });

  it('gets in where anyone may', async () => {
    expect((await get('/open')).status).toBe(200);
  });

  it('is not helped by a token in the address', async () => {
    const { secret } = directory.add();
    expect((await get(`/things?access_token=${secret}`)).status).toBe(401);
    expect(directory.asked).toEqual([]);
  });

  it('is refused by the checksum alone when the token is junk', async () => {
    const junk = `${mintToken().slice(0, -1)}!`;
    const mistyped = mintToken().replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    for (const text of ['junk', junk, mistyped, `lka_${'a'.repeat(46)}`]) {
      expect(await refusal(await get('/things', bearer(text)))).toEqual(invalid('this is not a token of Latchkey'));
    }
    expect(directory.asked).toEqual([]);
  });

  it('is refused when the token is not known', async () => {
    expect(await refusal(await get('/things', bearer(mintToken())))).toEqual(invalid('the token is not known'));
  });

  it.each<[string, Parameters<Directory['add']>[0], string]>([
    ['has expired', { grant: { expires_at: '2026-01-02T03:04:05Z' } }, 'the token expired at 2026-01-02T03:04:05Z'],
    ['is not valid yet', { grant: { not_before: '2999-01-01T00:00:00Z' } }, 'the token is not valid before 2999-01-01T00:00:00Z'],
    ['was revoked', { status: 'revoked' }, 'the token was revoked at 2026-01-01T00:00:00.000Z'],
    ['is suspended', { status: 'suspended' }, 'the token is suspended since 2026-01-01T00:00:00.000Z'],
    ['is for other networks', { grant: { networks: ['203.0.113.0/24'] } }, 'the token may not be used from this network'],
  ])('tells the holder of a token that it %s', async (_, found, why) => {
    const { secret } = directory.add(found);
    expect(await refusal(await get('/things', bearer(secret)))).toEqual(invalid(why));
  });

  it('is refused as meaningless when it names two different tokens', async () => {
    const response = await get('/things', { ...bearer(directory.add().secret), 'fastly-key': directory.add().secret });
    expect(await refusal(response)).toMatchObject({ status: 400, code: 'invalid_request', challenge: expect.stringContaining('error="invalid_request"') });
  });

  it('has to wait while the directory cannot know yet', async () => {
    directory.ready = false;
    expect(await refusal(await get('/things', bearer(mintToken())))).toEqual({ status: 503, code: 'not_ready', challenge: null });
  });

  it('does not believe a forwarded address that no proxy of ours vouches for', async () => {
    const { secret } = directory.add({ grant: { networks: ['203.0.113.0/24'] } });
    const response = await get('/things', { ...bearer(secret), 'x-forwarded-for': '203.0.113.7' });
    expect(response.status).toBe(401);
  });
});
