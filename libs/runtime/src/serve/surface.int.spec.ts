import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApiFaults } from '@latchkey/testing';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CALLERS } from '../callers/caller.js';
import { Public, Requires } from '../callers/decorators.js';
import { runtimeErrors } from '../errors/runtime-error.js';
import { body, param, query } from '../input/input.js';
import { Answers } from '../openapi/answers.js';
import { describeService } from '../openapi/openapi.js';
import { Refuses } from '../openapi/refuses.js';
import { type Service, start } from './start.js';

const note = z.strictObject({ text: z.string().max(20) });
const page = z.strictObject({ limit: z.coerce.number().int().max(10).optional().describe('how many') });
const named = z.strictObject({ id: z.string().max(5).describe('of the note') });
const noteErrors = { note_refused: { status: 403, title: 'Refused', meaning: 'The note is refused.', advice: 'Write another.' } };

const problem = (...codes: string[]) => ({
  content: { 'application/problem+json': { schema: { allOf: [{}, { properties: { code: { enum: codes } } }] } } },
});

@ApiTags('notes')
@Controller('notes')
@Requires('notes:list')
class NotesController {
  @Post()
  @HttpCode(200)
  @Requires('notes:write')
  @Answers(200, note, 'The note.', { example: { text: 'hi' } })
  @Refuses(noteErrors, 'note_refused')
  @Refuses(runtimeErrors, 'not_found')
  write(@Body(body(note)) input: z.infer<typeof note>): object {
    return input;
  }

  @Get()
  @Public()
  @Answers(200, page, 'The page.', { example: { limit: 5 } })
  list(@Query(query(page)) input: z.infer<typeof page>): object {
    return input;
  }

  @Get(':id')
  @Public()
  @Answers(200, named, 'The note.', { example: { id: '7' } })
  one(@Param(param(named)) { id }: z.infer<typeof named>): object {
    return { id };
  }
}

@Module({ controllers: [NotesController], providers: [{ provide: CALLERS, useValue: { find: () => undefined } }] })
class NotesModule {}

let service: Service;
const lines: string[] = [];

beforeAll(async () => {
  const logSink = { write: (line: string) => lines.push(line) };
  service = await start({ module: NotesModule }, { name: 'notes', host: '127.0.0.1', port: 0, logLevel: 'warn', logSink });
});
afterAll(() => service.close());

describe('what every service serves', () => {
  it('starts without a complaint', () => {
    expect(lines).toEqual([]);
  });

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

  it('describes itself from its schemas and decorators, and leaves nothing open', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, unknown> };
    expect(await openApiFaults(document)).toEqual([]);
    expect(document.paths['/notes']).toMatchObject({
      post: {
        operationId: 'notesWrite',
        security: [{ bearer: [] }, { 'fastly-key': [] }],
        'x-permissions': ['notes:list', 'notes:write'],
        requestBody: { content: { 'application/json': { schema: { properties: { text: { type: 'string', maxLength: 20 } }, required: ['text'] } } } },
        responses: {
          200: { content: { 'application/json': { schema: { required: ['text'] }, example: { text: 'hi' } } } },
          403: problem('insufficient_scope', 'note_refused'),
          404: problem('not_found'),
          422: problem('contains_secret'),
        },
      },
      get: { security: [], parameters: [{ in: 'query', name: 'limit', required: false, description: 'how many' }] },
    });
  });

  it('describes itself alike without being started', async () => {
    const served: unknown = await (await fetch(`${service.url}/openapi.json`)).json();
    expect(JSON.parse(JSON.stringify(await describeService({ module: NotesModule }, 'notes')))).toEqual(served);
  });

  it('has a page to read that, with nothing from elsewhere', async () => {
    const page = await (await fetch(`${service.url}/docs`)).text();
    const linked = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => String(path));
    expect(linked).toHaveLength(3);
    for (const path of linked) expect((await fetch(service.url + path)).status).toBe(200);
  });
});
