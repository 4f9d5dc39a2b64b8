import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aGrant } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { z } from 'zod';
import { type Caller, CALLERS, type FoundCaller } from '../callers/caller.js';
import { AnonymousWhere, MaybeCaller, Public, Requires } from '../callers/decorators.js';
import { body, rawBody } from '../input/input.js';
import { RawBody, TakesAnyForm } from './body-reading.js';
import { OAuth } from './oauth.js';
import { type Service, start } from './start.js';

const form = z.object({ token: z.string().max(100) });
const limit = 100_000;

@Controller()
class EntranceController {
  @Post('raw')
  @HttpCode(200)
  @Public()
  @RawBody(limit)
  raw(@Body(rawBody(z.array(z.string()))) bytes: Buffer): object {
    return { raw: Buffer.isBuffer(bytes), text: bytes.toString().slice(0, 20), size: bytes.length };
  }

  @Post('any-form')
  @HttpCode(200)
  @Public()
  @TakesAnyForm()
  anyForm(@Body() unread: unknown): object {
    return { read: unread ?? null };
  }

  @Post('form')
  @HttpCode(200)
  @OAuth()
  @Requires('token:write')
  @AnonymousWhere((request) => request.headers['x-proof'] !== undefined)
  form(@MaybeCaller() caller: Caller | undefined, @Body(body(form, { secretFields: ['token'] })) { token }: z.infer<typeof form>): object {
    if (token === 'broken') throw new Error('the fault of the server');
    if (token === 'database') throw new Error('Connection terminated unexpectedly');
    return { token, caller: caller?.name ?? null };
  }
}

const secrets = { writer: mintToken(), reader: mintToken() };
const found = (permission: string): FoundCaller => ({
  caller: { kind: 'token', tokenId: mintId(), customerId: mintId(), serviceAccountId: mintId(), name: permission, platform: false, grant: aGrant({ permissions: [permission] }) },
  status: 'active',
  changedAt: '2026-01-01T00:00:00.000Z',
});
const known = new Map([
  [digestToken(secrets.writer), found('token:write')],
  [digestToken(secrets.reader), found('token:read')],
]);

@Module({ controllers: [EntranceController], providers: [{ provide: CALLERS, useValue: { find: (digest: string) => known.get(digest) } }] })
class EntranceModule {}

let service: Service;
beforeAll(async () => {
  service = await start({ module: EntranceModule }, { name: 'entrance', host: '127.0.0.1', port: 0, logLevel: 'fatal', logSink: { write: () => undefined } });
});
afterAll(() => service.close());

const json = 'application/json';
const urlencoded = 'application/x-www-form-urlencoded';
const post = (path: string, type: string, text: string, headers: Record<string, string> = { 'x-proof': 'yes' }) =>
  fetch(service.url + path, { method: 'POST', headers: { 'content-type': type, ...headers }, body: text });
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

describe('a route that reads raw bodies', () => {
  it('gets the bytes that were sent, whatever they are', async () => {
    for (const text of ['["a" ]', 'no json', '{"__proto__":1}']) expect(await (await post('/raw', json, text)).json()).toEqual({ raw: true, text, size: text.length });
  });

  it('reads as many as it says, and no more', async () => {
    expect(await (await post('/raw', json, 'x'.repeat(limit))).json()).toMatchObject({ size: limit });
    expect((await post('/raw', json, 'x'.repeat(limit + 1))).status).toBe(413);
  });

  it('takes no form', async () => {
    expect((await post('/raw', urlencoded, 'token=a')).status).toBe(415);
  });
});

describe('a route that takes any form', () => {
  it.each([
    [urlencoded, 'List-Unsubscribe=One-Click'],
    [urlencoded, ''],
    ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'],
    ['multipart/form-data; boundary=x', 'nothing of the kind'],
  ])('reads nothing of %s', async (type, text) => {
    const response = await post('/any-form', type, text);
    expect({ status: response.status, body: await response.json() }).toEqual({ status: 200, body: { read: null } });
  });

  it('takes no more of it than of anything else, and nothing that is neither form nor JSON', async () => {
    expect((await post('/any-form', 'multipart/form-data; boundary=x', 'x'.repeat(70_000))).status).toBe(413);
    expect((await post('/any-form', 'text/plain', 'a')).status).toBe(415);
  });

  it('is the only one to take a form in parts', async () => {
    for (const path of ['/raw', '/form']) expect((await post(path, 'multipart/form-data; boundary=x', 'a')).status).toBe(415);
  });
});

describe('a route of OAuth', () => {
  const expectError = async (response: Response, status: number, error: string): Promise<void> => {
    expect({ status: response.status, body: await response.json() }).toEqual({ status, body: { error, error_description: expect.any(String) } });
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
  };

  it('takes a form, and parameters that it does not know', async () => {
    expect(await (await post('/form', `${urlencoded}; charset=UTF-8`, 'token=a%20b&other=1')).json()).toEqual({ token: 'a b', caller: null });
  });

  it.each([
    ['a parameter that stands twice', 'token=a&token=b'],
    ['a parameter without a value', 'token='],
    ['nothing', ''],
    ['a secret where none belongs', `token=a&other=${mintToken()}`],
    ['a name that objects have', '__proto__=a'],
  ])('refuses %s', async (_, text) => {
    await expectError(await post('/form', urlencoded, text), 400, 'invalid_request');
  });

  it('answers each error in the way of OAuth, also those from before and around it', async () => {
    await expectError(await post('/form', json, '{"token":"a"}'), 415, 'invalid_request');
    await expectError(await post('/form', 'text/plain', 'token=a'), 415, 'invalid_request');
    await expectError(await post('/form', urlencoded, `token=${'a'.repeat(70_000)}`), 413, 'invalid_request');
    await expectError(await post('/form', urlencoded, 'token=broken'), 500, 'server_error');
    const away = await post('/form', urlencoded, 'token=database');
    expect(away.headers.get('retry-after')).toBe('1');
    await expectError(away, 503, 'temporarily_unavailable');
  });

  it('needs a caller where there is no other proof, and knows who it is', async () => {
    const bare = await post('/form', urlencoded, 'token=a', {});
    expect(bare.headers.get('www-authenticate')).toBe('Bearer realm="latchkey"');
    await expectError(bare, 401, 'invalid_client');
    await expectError(await post('/form', urlencoded, 'token=a', bearer(mintToken())), 401, 'invalid_client');
    await expectError(await post('/form', urlencoded, 'token=a', bearer(secrets.reader)), 403, 'insufficient_scope');
    expect(await (await post('/form', urlencoded, 'token=a', bearer(secrets.writer))).json()).toEqual({ token: 'a', caller: 'token:write' });
  });

  it('says all of that in its description', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, unknown> };
    expect(document.paths['/form']).toMatchObject({
      post: {
        security: [{}, { bearer: [] }, { 'fastly-key': [] }],
        requestBody: { content: { [urlencoded]: { schema: { required: ['token'] } } } },
        responses: {
          400: { content: { [json]: { schema: { properties: { error: { enum: ['invalid_request'] } } } } } },
          401: { headers: { 'WWW-Authenticate': {} }, content: { [json]: { schema: { properties: { error: { enum: ['invalid_client'] } } } } } },
        },
      },
    });
    expect(Object.keys(document.paths['/form'] as object).join()).toBe('post');
    expect(JSON.stringify(document.paths)).not.toMatch(/x-(oauth|raw-body|anonymous)/);
    expect(JSON.stringify(document.paths['/raw'])).not.toContain('contains_secret');
  });
});
