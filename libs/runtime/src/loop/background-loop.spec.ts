import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { Logger } from '@nestjs/common';
import { BackgroundLoop } from './background-loop.js';

const never = 2 ** 31 - 1;
let loop: Counting | undefined;
let lines: unknown[];
beforeEach(() => {
  lines = [];
  Logger.overrideLogger({ log: () => undefined, error: () => undefined, warn: (line: unknown, context: unknown) => lines.push([line, context]) });
});
afterEach(async () => {
  await loop?.beforeApplicationShutdown();
  Logger.overrideLogger(false);
});

class Counting extends BackgroundLoop {
  rounds = 0;
  constructor(
    everyMs: number,
    private readonly work: (round: number, isStopping: () => boolean) => Promise<boolean>,
  ) {
    super({ everyMs, failure: 'it waits' });
  }
  protected round(): Promise<boolean> {
    this.rounds += 1;
    return this.work(this.rounds, () => this.stopping);
  }
}

function started(everyMs: number, work: ConstructorParameters<typeof Counting>[1]): Counting {
  loop = new Counting(everyMs, work);
  loop.onApplicationBootstrap();
  return loop;
}
const reaches = (counting: Counting, rounds: number): Promise<void> => eventually(() => expect(counting.rounds).toBe(rounds));
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
};

describe('a loop in the background', () => {
  it('does a round at its start, and the next only once it is woken or its period is over', async () => {
    const counting = started(never, async () => false);
    await turns();
    expect(counting.rounds).toBe(1);
    counting.wake();
    await reaches(counting, 2);
    const often = new Counting(1, async () => false);
    often.onApplicationBootstrap();
    await eventually(() => expect(often.rounds).toBeGreaterThan(2));
    await often.beforeApplicationShutdown();
  });

  it('goes on at once while there may be more', async () => {
    const counting = started(never, async (round) => round < 4);
    await reaches(counting, 4);
    await turns();
    expect(counting.rounds).toBe(4);
  });

  it('does one round at a time, and takes what woke it meanwhile for the next', async () => {
    let finish: () => void = () => undefined;
    const counting = started(never, (round) => (round === 1 ? new Promise((resolve) => (finish = () => resolve(false))) : Promise.resolve(false)));
    counting.wake();
    counting.wake();
    await turns();
    expect(counting.rounds).toBe(1);
    finish();
    await reaches(counting, 2);
    await turns();
    expect(counting.rounds).toBe(2);
  });

  it('logs a round that fails under its own name, and waits before the next', async () => {
    const error = new Error('away');
    const counting = started(never, (round) => (round === 1 ? Promise.reject(error) : Promise.resolve(false)));
    await eventually(() => expect(lines).toEqual([[{ msg: 'it waits', err: error }, 'Counting']]));
    await turns();
    expect(counting.rounds).toBe(1);
    counting.wake();
    await reaches(counting, 2);
  });

  it('ends after the round that is under way, which is told of it, and begins no other', async () => {
    let ended = false;
    const counting = started(never, async (_, isStopping) => {
      while (!isStopping()) await new Promise(setImmediate);
      ended = true;
      return true;
    });
    await counting.beforeApplicationShutdown();
    expect({ ended, rounds: counting.rounds }).toEqual({ ended: true, rounds: 1 });
  });
});
