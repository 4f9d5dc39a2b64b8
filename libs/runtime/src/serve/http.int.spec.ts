import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { mintToken } from '@latchkey/tokens';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { CALLERS } from '../callers/caller.js';
import { CurrentOrigin, type Origin } from '../callers/origin.js';
import { Public } from '../callers/decorators.js';
import { body, param, query } from '../input/input.js';
import { type Service, start } from './start.js';

const note = z.strictObject({ text: z.string().max(20), labels: z.record(z.string(), z.string()).optional(), deep: z.array(z.unknown()).optional() });
const page = z.strictObject({ limit: z.coerce.number().int().max(10).optional() });
const named = z.strictObject({ id: z.string().max(5) });

@Public()
@Controller('notes')
class NotesController {
  @Post()
  @HttpCode(200)
  write(@Body(body(note)) input: z.infer<typeof note>): object {
    return input;
  }

  @Get()
  list(@Query(query(page)) input: z.infer<typeof page>, @CurrentOrigin() origin: Origin): object {
    return { ...input, origin };
  }

  @Get('broken')
  broken(): never {
    throw new Error('the fault of the server');
  }

  @Get('database')
  database(): never {
    throw new Error('Connection terminated unexpectedly');
  }

  @Get(':id')
  one(@Param(param(named)) { id }: z.infer<typeof named>): object {
    return { id };
  }
}

@Module({ controllers: [NotesController], providers: [{ provide: CALLERS, useValue: { find: () => undefined } }] })
class NotesModule {}

let service: Service;
let lines: string[] = [];

beforeAll(async () => {
  service = await start(
    { module: NotesModule },
    { name: 'notes', host: '127.0.0.1', port: 0, logLevel: 'trace', trustProxy: 1, logSink: { write: (line) => lines.push(line) } },
  );
});
afterAll(() => service.close());
beforeEach(() => {
  lines = [];
});

const json = { 'content-type': 'application/json' };
const post = (text: string, headers: Record<string, string> = json) => fetch(`${service.url}/notes`, { method: 'POST', headers, body: text });

async function expectProblem(response: Response, status: number, code: string): Promise<Record<string, unknown>> {
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem).toMatchObject({ status, code, type: `urn:latchkey:error:${code}` });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const id = response.headers.get('x-request-id');
  expect(problem).toMatchObject({ request_id: id, instance: `urn:latchkey:request:${id}` });
  return problem;
}

describe('a request that can be answered', () => {
  it('is answered, with the caller’s request id and never to be stored', async () => {
    const response = await post('{"text":"hi"}', { ...json, 'x-request-id': 'build-42-step-7' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ text: 'hi' });
    expect(response.headers.get('x-request-id')).toBe('build-42-step-7');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is logged by an allow-list of fields', async () => {
    await post('{"text":"hi"}', { ...json, 'x-request-id': 'build-42-step-8', 'user-agent': 'marker' });
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'request');
    expect(logged).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        service: 'notes',
        method: 'POST',
        route: '/notes',
        status: 200,
        duration_ms: expect.any(Number),
        request_id: 'build-42-step-8',
        msg: 'request',
      },
    ]);
  });

  it('shows where it came from, as far as a trusted proxy says so', async () => {
    const from = async (forwarded: string) => {
      const response = await fetch(`${service.url}/notes`, { headers: { 'x-forwarded-for': forwarded, 'user-agent': `bot ${mintToken()}` } });
      return (await response.json()) as { origin: Origin };
    };
    expect(await from('198.51.100.9, 203.0.113.7')).toMatchObject({ origin: { ip: '203.0.113.7', userAgent: 'bot lka_[redacted]' } });
    expect(await from('not an address')).toMatchObject({ origin: { ip: '127.0.0.1' } });
  });
});

describe('a request that cannot be answered gets a problem', () => {
  it.each([
    ['broken JSON', '{"marker":'],
    ['no JSON at all', 'marker'],
    ['two values', '{}{"marker":1}'],
    ['a poisoned prototype', '{"__proto__":{"marker":1}}'],
  ])('for %s', async (_, text) => {
    await expectProblem(await post(text), 400, 'invalid_json');
  });

  it('for a body of another type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      await expectProblem(await post('marker=1', { 'content-type': type }), 415, 'unsupported_media_type');
    }
  });

  it('for no body, whether or not it has a type', async () => {
    for (const response of [await fetch(`${service.url}/notes`, { method: 'POST' }), await post('')]) {
      expect(await expectProblem(response, 400, 'invalid_request')).toMatchObject({ errors: [{ pointer: '', detail: 'expected an object' }] });
    }
  });

  it('for a body over 64 KiB', async () => {
    await expectProblem(await post(JSON.stringify({ text: 'marker'.repeat(11_000) })), 413, 'body_too_large');
  });

  it('for a body under 64 KiB that is nested as deep as it is long', async () => {
    await expectProblem(await post(`{"text":"a","marker":${'['.repeat(30_000)}${']'.repeat(30_000)}}`), 400, 'invalid_request');
  });

  it('for a wrong field of the body, the query and the path', async () => {
    expect(await expectProblem(await post('{"text":5,"marker":1}'), 400, 'invalid_request')).toMatchObject({
      errors: [
        { pointer: '/text', detail: 'expected a string' },
        { pointer: '', detail: 'has a field that is not known' },
      ],
    });
    await expectProblem(await fetch(`${service.url}/notes?limit=marker`), 400, 'invalid_request');
    await expectProblem(await fetch(`${service.url}/notes?marker=1`), 400, 'invalid_request');
    await expectProblem(await fetch(`${service.url}/notes/marker`), 400, 'invalid_request');
  });

  it('for an unknown address, a broken one, and one too long', async () => {
    await expectProblem(await fetch(`${service.url}/marker`), 404, 'not_found');
    await expectProblem(await fetch(`${service.url}/notes/%zz-marker`), 400, 'invalid_request');
    await expectProblem(await fetch(`${service.url}/notes/${'marker'.repeat(50)}`), 404, 'not_found');
  });

  it('for a method that the address does not know, naming those it does', async () => {
    const response = await fetch(`${service.url}/notes?marker`, { method: 'PATCH' });
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    await expectProblem(response, 405, 'method_not_allowed');
  });

  it('for a fault of ours, which the log has under the request’s id', async () => {
    const response = await fetch(`${service.url}/notes/broken`);
    const { request_id: id } = await expectProblem(response, 500, 'internal');
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find(({ msg }) => msg === 'request failed');
    expect(logged).toMatchObject({ level: 'error', request_id: id, err: { message: 'the fault of the server' } });
  });

  it('for a database that is away, which is worth another try', async () => {
    const response = await fetch(`${service.url}/notes/database`);
    expect(response.headers.get('retry-after')).toBe('1');
    await expectProblem(response, 503, 'database_unavailable');
  });

  it('for bytes that are not HTTP', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1', () => socket.write('marker\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 .*application\/problem\+json.*"code":"invalid_request"/s);
    expect(answer).not.toContain('marker');
  });
});

describe('what was sent', () => {
  it('is in no error and no log line', async () => {
    const marker = 'mArKeR-1f3a';
    const answers = [
      await post(`{"${marker}":`),
      await post(`{"text":"${marker}${marker}","${marker}":1}`),
      await post(`{"text":"a","labels":{"${marker}":1}}`),
      await post(marker.repeat(10_000)),
      await post(marker, { 'content-type': `x/${marker}` }),
      await fetch(`${service.url}/${marker}?${marker}=${marker}`),
      await fetch(`${service.url}/notes/%zz${marker}`),
      await fetch(`${service.url}/notes/${marker}`),
      await fetch(`${service.url}/notes/${marker}`, { method: 'PUT' }),
      await fetch(`${service.url}/notes`, { headers: { 'x-request-id': `${marker} !`, authorization: `Bearer ${marker}` } }),
      await post('{"text":5}', { ...json, 'user-agent': marker, 'fastly-key': marker }),
    ];
    for (const answer of answers) {
      expect(await answer.text()).not.toContain(marker);
      expect(JSON.stringify([...answer.headers])).not.toContain(marker);
    }
    await eventually(() => expect(lines.length).toBeGreaterThanOrEqual(answers.length));
    expect(lines.join('')).not.toContain(marker);
  });

  it('invariant 1: is refused where it holds a secret, and the secret is in no answer and no log line', async () => {
    const secret = mintToken();
    const answers = [
      await post(JSON.stringify({ text: `use ${secret}` })),
      await post(JSON.stringify({ text: 'a', labels: { [secret]: '' } })),
      await post(JSON.stringify({ text: 'a', deep: [{ er: [{ still: secret }] }] })),
      await post(JSON.stringify({ text: 'a', [secret]: 1 }).replace('lka_', '\\u006cka_')),
      await fetch(`${service.url}/notes?limit=${secret}`),
      await fetch(`${service.url}/notes/${secret}`),
    ];
    for (const answer of answers) expect(JSON.stringify(await expectProblem(answer, 422, 'contains_secret'))).not.toContain(secret);
    service.log.error({ err: new Error(`leaking ${secret}`) }, secret);
    expect(lines.join('')).not.toContain(secret);
  });
});
