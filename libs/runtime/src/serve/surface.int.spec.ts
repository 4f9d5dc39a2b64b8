import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { CALLERS } from '../callers/caller.js';
import { Public, Requires } from '../callers/decorators.js';
import { body, param, query } from '../input/input.js';
import { Answers } from '../openapi/answers.js';
import { type Service, start } from './start.js';

const note = z.strictObject({ text: z.string().max(20) });
const page = z.strictObject({ limit: z.coerce.number().int().max(10).optional() });
const named = z.strictObject({ id: z.string().max(5) });

@Controller('notes')
class NotesController {
  @Post()
  @HttpCode(200)
  @Requires('notes:write')
  @Answers(200, note, 'The note.')
  write(@Body(body(note)) input: z.infer<typeof note>): object {
    return input;
  }

  @Get()
  @Public()
  list(@Query(query(page)) input: z.infer<typeof page>): object {
    return input;
  }

  @Get(':id')
  @Public()
  one(@Param(param(named)) { id }: z.infer<typeof named>): object {
    return { id };
  }
}

@Module({ controllers: [NotesController], providers: [{ provide: CALLERS, useValue: { find: () => undefined } }] })
class NotesModule {}

let service: Service;

beforeAll(async () => {
  const logSink = { write: () => undefined };
  service = await start({ module: NotesModule }, { name: 'notes', host: '127.0.0.1', port: 0, logLevel: 'fatal', logSink });
});
afterAll(() => service.close());

describe('what every service serves', () => {
  it('is alive and ready', async () => {
    expect(await (await fetch(`${service.url}/health/live`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${service.url}/health/ready`)).json()).toEqual({ status: 'ok', details: {} });
  });

  it('shows its metrics, requests by route and never by address', async () => {
    await fetch(`${service.url}/notes/abcde`);
    const response = await fetch(`${service.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
    const text = await response.text();
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/notes/:id",status="200"}');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('abcde');
  });

  it('describes itself from its schemas', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, unknown>; components: object };
    expect(document.paths['/notes']).toMatchObject({
      post: {
        security: expect.arrayContaining([{ bearer: [] }, { 'fastly-key': [] }]),
        'x-permissions': ['notes:write'],
        requestBody: { content: { 'application/json': { schema: { properties: { text: { type: 'string', maxLength: 20 } }, required: ['text'] } } } },
        responses: {
          200: { content: { 'application/json': { schema: { required: ['text'] } } } },
          default: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
        },
      },
      get: { parameters: [{ in: 'query', name: 'limit', required: false }] },
    });
    expect(document.components).toMatchObject({ schemas: { Problem: { required: expect.arrayContaining(['code', 'request_id']) } } });
  });

  it('has a page to read that, with nothing from elsewhere', async () => {
    const page = await (await fetch(`${service.url}/docs`)).text();
    const linked = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => String(path));
    expect(linked).toHaveLength(3);
    for (const path of linked) expect((await fetch(service.url + path)).status).toBe(200);
  });
});
