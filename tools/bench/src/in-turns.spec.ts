import { expect, it } from '@jest/globals';
import { durationsOf, inTurns, rateOf } from './in-turns.js';

it('the two are measured in turns', async () => {
  const order: string[] = [];
  const told = async (name: string): Promise<number> => order.push(name);
  expect(await inTurns(() => told('measured'), () => told('baseline'), 2)).toEqual({ measured: [1, 3], baseline: [2, 4] });
  expect(order).toEqual(['measured', 'baseline', 'measured', 'baseline']);
});

it('as many calls are timed as were asked for, and no more at a time than may', async () => {
  let [under, most] = [0, 0];
  const once = async (): Promise<void> => {
    most = Math.max(most, ++under);
    await new Promise(setImmediate);
    under--;
  };
  expect(await durationsOf(once, { workers: 4, calls: 10 })).toHaveLength(10);
  expect(most).toBe(4);
});

it('a rate counts what was done', async () => {
  let done = 0;
  const once = async (): Promise<void> => {
    await new Promise(setImmediate);
    done++;
  };
  const start = performance.now();
  const rate = await rateOf(once, { workers: 3, seconds: 0.02 });
  const seconds = (performance.now() - start) / 1000;
  expect(rate * seconds).toBeGreaterThanOrEqual(done);
  expect(rate).toBeLessThanOrEqual(done / 0.02);
});
