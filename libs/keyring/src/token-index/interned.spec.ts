import { describe, expect, it } from '@jest/globals';
import { Interned } from './interned.js';

const hold = (interned: Interned<string>, value: string): number => interned.hold(value, () => value);

describe('a number', () => {
  it('goes to another value once nobody holds it', () => {
    const interned = new Interned<string>();
    const first = hold(interned, 'a');
    interned.release(first);
    expect([interned.size, hold(interned, 'b')]).toEqual([0, first]);
  });

  it('stands for its value as long as it is pinned, though nobody holds it', () => {
    const interned = new Interned<string>();
    const [first, second] = [hold(interned, 'a'), hold(interned, 'b')];
    interned.pin();
    for (const number of [first, second]) interned.release(number);
    expect([interned.size, interned.value(first)]).toEqual([0, 'a']);
    const third = hold(interned, 'c');
    expect([first, second]).not.toContain(third);
    expect(hold(interned, 'b')).toBe(second);
    interned.unpin();
    expect([interned.size, interned.has(first), interned.value(second), interned.value(third)]).toEqual([2, false, 'b', 'c']);
    expect(hold(interned, 'd')).toBe(first);
  });

  it('that was taken over is given away unless somebody has come to hold it', () => {
    const interned = new Interned<string>();
    interned.pin();
    for (const key of ['a', 'b', undefined]) interned.adopt(key === undefined ? undefined : { key, value: key });
    interned.holdAgain(1);
    interned.unpin();
    expect([interned.size, interned.has(0), interned.value(1), interned.end]).toEqual([1, false, 'b', 3]);
    expect([hold(interned, 'c'), hold(interned, 'd'), hold(interned, 'e')].sort()).toEqual([0, 2, 3]);
  });
});
