import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { eventually, OtlpReceiver } from '@latchkey/testing';
import { mintToken } from '@latchkey/tokens';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { z } from 'zod';
import { CALLERS } from '../callers/caller.js';
import { Public } from '../callers/decorators.js';
import { body } from '../input/input.js';
import { type Service, start } from '../serve/start.js';
import type { TracingOptions } from './tracing.env.js';

const note = z.strictObject({ text: z.string() });
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${parentId}-01`;

@Public()
@Controller('notes')
class NotesController {
  @Post()
  @HttpCode(200)
  async write(@Body(body(note)) { text }: z.infer<typeof note>): Promise<object> {
    await new Promise(setImmediate);
    if (text === 'broken') throw new Error('the fault of the server');
    return { within: trace.getActiveSpan()?.spanContext().traceId ?? null };
  }
}

@Module({ controllers: [NotesController], providers: [{ provide: CALLERS, useValue: { find: () => undefined } }] })
class NotesModule {}

const receiver = new OtlpReceiver();
beforeAll(() => receiver.open());
afterAll(() => receiver.close());

async function serving(tracing: TracingOptions | undefined, use: (service: Service, lines: readonly string[]) => Promise<void>): Promise<string[]> {
  const lines: string[] = [];
  const service = await start({ module: NotesModule }, { name: 'notes', host: '127.0.0.1', port: 0, logLevel: 'info', tracing, logSink: { write: (line) => lines.push(line) } });
  await use(service, lines).finally(() => service.close());
  return lines;
}

const write = (service: Service, text: string): Promise<Response> =>
  fetch(`${service.url}/notes?q=asked`, { method: 'POST', headers: { traceparent, tracestate: 'a=b', 'content-type': 'application/json' }, body: JSON.stringify({ text }) });

/** The body follows once the server has taken the headers. */
async function writeInParts(service: Service, text: string): Promise<unknown> {
  const request = http.request(`${service.url}/notes`, { method: 'POST', headers: { traceparent, expect: '100-continue', 'content-type': 'application/json' } });
  request.flushHeaders();
  await once(request, 'continue');
  request.end(JSON.stringify({ text }));
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return json(response);
}

it('a request goes on with the trace that its caller names, to the end of the process', async () => {
  const secret = mintToken();
  const lines = await serving({ endpoint: `${receiver.url}/` }, async (service) => {
    expect(await (await write(service, 'well')).json()).toEqual({ within: traceId });
    expect(await writeInParts(service, 'well')).toEqual({ within: traceId });
    expect((await write(service, 'broken')).status).toBe(500);
    expect((await fetch(`${service.url}/nowhere/${secret}`, { headers: { traceparent } })).status).toBe(404);
    expect((await fetch(`${service.url}/health/live`, { headers: { traceparent } })).status).toBe(200);
  });
  const spans = receiver.inTrace(traceId);
  expect(spans.map(({ name, parentSpanId, service }) => ({ name, parentSpanId, service }))).toEqual(
    ['POST /notes', 'POST /notes', 'POST /notes', 'GET'].map((name) => ({ name, parentSpanId: parentId, service: 'notes' })),
  );
  expect(spans.map(({ attributes }) => Number(attributes.get('http.response.status_code')))).toEqual([200, 200, 500, 404]);
  for (const unwanted of [secret, 'asked', 'the fault of the server']) expect(receiver.bodies.join()).not.toContain(unwanted);
  const requests = lines.map((line) => JSON.parse(line) as { msg: string; trace_id?: string }).filter(({ msg }) => msg === 'request');
  expect(requests.map(({ trace_id: id }) => id)).toEqual([traceId, traceId, traceId, traceId]);
});

it('without a collector nothing is traced', async () => {
  const lines = await serving(undefined, async (service) => expect(await (await write(service, 'well')).json()).toEqual({ within: null }));
  expect(lines.join()).not.toContain('trace_id');
});

it('a collector that is away costs no request, and is warned of', async () => {
  const away = await new OtlpReceiver().open();
  const { url } = away;
  await away.close();
  Object.assign(process.env, { OTEL_BSP_SCHEDULE_DELAY: '20', OTEL_EXPORTER_OTLP_TIMEOUT: '100' });
  await serving({ endpoint: url }, async (service, lines) => {
    expect((await write(service, 'well')).status).toBe(200);
    await eventually(() => expect(lines.filter((line) => line.includes('traces are not exported'))).toHaveLength(1));
  });
});

it('a collector that does not answer holds up no end', async () => {
  Object.assign(process.env, { OTEL_BSP_SCHEDULE_DELAY: '20', OTEL_EXPORTER_OTLP_TIMEOUT: '300000' });
  const silent = http.createServer().listen(0, '127.0.0.1');
  const asked = once(silent, 'request') as Promise<[unknown, http.ServerResponse]>;
  await once(silent, 'listening');
  await serving({ endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` }, async (service) => {
    expect((await write(service, 'well')).status).toBe(200);
    await asked;
  });
  const [, response] = await asked;
  response.writeHead(400).end();
  silent.close();
});
