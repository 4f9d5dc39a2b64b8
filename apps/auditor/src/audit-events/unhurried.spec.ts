import { once } from 'node:events';
import { describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { fastify } from 'fastify';
import { unhurried } from './unhurried.js';

const part = 'x'.repeat(100_000);

async function* endless(counted: { made: number }): AsyncGenerator<string> {
  for (;;) {
    counted.made += 1;
    yield part;
  }
}

async function* halfWay(fails: boolean): AsyncGenerator<string> {
  yield part;
  if (fails) throw new Error('half-way');
}

describe('unhurried', () => {
  it('makes the next part only once one was taken', async () => {
    const counted = { made: 0 };
    const stream = unhurried(() => endless(counted), () => undefined);
    stream.read(0);
    await eventually(() => expect(stream.readableLength).toBe(part.length));
    expect(counted.made).toBe(1);
    stream.read();
    stream.read(0);
    await eventually(() => expect(counted.made).toBe(2));
    await new Promise(setImmediate);
    expect(counted.made).toBe(2);
    stream.destroy();
  });

  it('tells its maker that the reader has gone while that one waits', async () => {
    const ended = jest.fn();
    const stream = unhurried(async function* (signal) {
      yield part;
      await once(signal, 'abort');
    }, ended);
    stream.read(0);
    await eventually(() => expect(stream.readableLength).toBe(part.length));
    stream.read();
    stream.read(0);
    stream.destroy();
    await eventually(() => expect(ended).toHaveBeenCalledTimes(1));
  });

  it('gives up a reader that takes nothing for a minute', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const ended = jest.fn();
      const stream = unhurried(() => endless({ made: 0 }), ended);
      const failed = once(stream, 'error');
      stream.read(0);
      while (stream.readableLength === 0) await new Promise(setImmediate);
      jest.advanceTimersByTime(59_999);
      expect(stream.destroyed).toBe(false);
      jest.advanceTimersByTime(1);
      expect(await failed).toEqual([new Error('nothing was taken for too long')]);
      while (ended.mock.calls.length === 0) await new Promise(setImmediate);
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends with its connection where it fails half-way, so that nobody takes it for whole', async () => {
    const app = fastify();
    app.get('/:fails', ({ url }, reply) => reply.send(unhurried(() => halfWay(url === '/yes'), () => undefined)));
    const url = await app.listen();
    try {
      expect(await (await fetch(`${url}/no`)).text()).toBe(part);
      const response = await fetch(`${url}/yes`);
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
    } finally {
      await app.close();
    }
  });
});
