import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { Controller, Get, Injectable, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CALLERS } from '../callers/caller.js';
import { Public } from '../callers/decorators.js';
import { Readiness } from '../health/readiness.js';
import { serve } from './serve.js';
import { type ServeOptions, start } from './start.js';

const events: string[] = [];
let finish: () => void = () => undefined;

@Injectable()
class Part implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly readiness: Readiness) {}

  onModuleInit(): void {
    this.readiness.add('part', () => ({ up: true, details: { lag: 3 } }));
  }

  onApplicationShutdown(): void {
    events.push('part stopped');
  }
}

@Public()
@Controller('slow')
class SlowController {
  @Get()
  async show(): Promise<object> {
    await new Promise<void>((resolve) => (finish = resolve));
    events.push('request answered');
    return {};
  }
}

@Module({ controllers: [SlowController], providers: [Part, { provide: CALLERS, useValue: { find: () => undefined } }] })
class PartModule {}

@Module({
  providers: [
    {
      provide: CALLERS,
      useFactory: () => {
        throw new Error('no luck today');
      },
    },
  ],
})
class BrokenModule {}

let find: (callers: object) => void = () => undefined;

@Module({ providers: [{ provide: CALLERS, useFactory: () => new Promise((resolve) => (find = resolve)) }] })
class WaitingModule {}

let lines: string[] = [];
const options: ServeOptions = { name: 'part', host: '127.0.0.1', port: 0, logLevel: 'info', logSink: { write: (line) => lines.push(line) } };
const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

beforeEach(() => {
  lines = [];
  events.length = 0;
});

describe('shutdown', () => {
  it('says not ready first, goes on answering for the delay, then ends requests before parts', async () => {
    const service = await start({ module: PartModule }, { ...options, shutdownDelaySeconds: 0.5 });
    const ready = await fetch(`${service.url}/health/ready`);
    expect(await ready.json()).toEqual({ status: 'ok', details: { part: { status: 'up', lag: 3 } } });

    const closed = service.close();
    const draining = await fetch(`${service.url}/health/ready`);
    expect(draining.status).toBe(503);
    expect(await draining.json()).toMatchObject({ status: 'shutting_down' });
    const slow = fetch(`${service.url}/slow`);
    await eventually(() => expect(finish.name).toBe(''));
    await expect(fetch(`${service.url}/health/live`)).resolves.toMatchObject({ status: 200 });
    await eventually(async () => {
      await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
    });
    expect(events).toEqual([]);
    finish();
    expect((await slow).status).toBe(200);
    await closed;
    expect(events).toEqual(['request answered', 'part stopped']);
  });
});

describe('serve', () => {
  const exit = jest.spyOn(process, 'exit');
  beforeEach(() => {
    exit.mockReset().mockImplementation((code) => {
      throw new Error(`exit ${String(code)}`);
    });
  });
  afterEach(() => {
    for (const event of ['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection']) process.removeAllListeners(event);
  });

  it('logs where it listens, and ends with 0 after SIGTERM', async () => {
    const { url } = await serve({ module: PartModule }, options);
    expect(logged()).toContainEqual(expect.objectContaining({ level: 'info', msg: 'listening', url }));
    exit.mockImplementation((() => undefined) as never);
    process.emit('SIGTERM', 'SIGTERM');
    await eventually(() => expect(exit).toHaveBeenCalledWith(0));
    expect(logged().at(-1)).toMatchObject({ msg: 'stopped' });
    await expect(fetch(url)).rejects.toThrow();
  });

  it('ends with 0 after SIGTERM while it waits for what it starts with', async () => {
    exit.mockImplementation((() => undefined) as never);
    const starting = serve({ module: WaitingModule }, options);
    process.emit('SIGTERM', 'SIGTERM');
    expect(exit).toHaveBeenCalledWith(0);
    expect(logged()).toEqual([expect.objectContaining({ level: 'info', signal: 'SIGTERM', msg: 'stopped before it had started' })]);
    await eventually(() => expect(find.length).toBe(1));
    find({ find: () => undefined });
    await (await starting).close();
  });

  it('logs why it cannot start, and ends with 1', async () => {
    await expect(serve({ module: BrokenModule }, options)).rejects.toThrow('exit 1');
    expect(logged()).toContainEqual(expect.objectContaining({ level: 'fatal', msg: 'could not start', err: expect.objectContaining({ message: 'no luck today' }) }));
  });

  it('ends with 1 when its port is taken', async () => {
    const first = await start({ module: PartModule }, options);
    await expect(serve({ module: PartModule }, { ...options, port: Number(new URL(first.url).port) })).rejects.toThrow('exit 1');
    expect(logged().at(-1)).toMatchObject({ level: 'fatal', err: { code: 'EADDRINUSE' } });
    await first.close();
  });

  it.each(['uncaughtException', 'unhandledRejection'] as const)('logs an %s, and ends with 1', async (event) => {
    const service = await serve({ module: PartModule }, options);
    expect(() => process.emit(event as 'uncaughtException', new Error('nobody caught it'))).toThrow('exit 1');
    expect(logged().at(-1)).toMatchObject({ level: 'fatal', err: { message: 'nobody caught it' } });
    await service.close();
  });
});
