import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batchOf, received, revoked } from '../../test/records.js';
import type { Log } from '../logs/logs.js';
import type { AuditedBatch } from './audited.js';
import { fingerprint } from './fingerprint.js';
import { planBatch } from './plan-batch.js';

const empty: Log = { name: 'token-events/0', epoch: 1, clusterId: 'c', nextOffset: 0n, size: 0, last: undefined, stopped: null };
const here = { clusterId: 'c', low: 0n };
const input = [...Array(30).keys()].map((n) => revoked({}, { id: `event-${n}` }));
const [from10, at19] = [10n, 19n];
/** A log that took up offsets 0 to 19. */
const log: Log = { ...empty, nextOffset: 20n, size: 20, last: { offset: at19, fingerprint: fingerprint(received(input[19] ?? revoked(), at19)) } };
const slice = (from: number, to: number, place: object = {}): AuditedBatch => batchOf(input.slice(from, to), { from: BigInt(from), end: 30n, ...place });

const plan = (given: Log, batch: AuditedBatch, circumstances: object = {}): unknown => {
  const planned = planBatch(given, batch, { ...here, ...circumstances });
  return typeof planned === 'string' ? planned : { ...planned, records: planned.records.map(({ offset }) => Number(offset)) };
};

describe('planBatch', () => {
  it('takes up what follows', () => {
    expect(plan(log, slice(20, 22))).toEqual({ gap: undefined, records: [20, 21], nextOffset: 22n, goOnFrom: 22n });
    expect(plan(empty, slice(0, 2))).toEqual({ gap: undefined, records: [0, 1], nextOffset: 2n, goOnFrom: 2n });
  });

  it('goes past offsets that were no records', () => {
    expect(plan(log, batchOf(input.slice(20, 21), { from: 20n, first: 23n, next: 26n, end: 30n }))).toEqual({ gap: undefined, records: [23], nextOffset: 26n, goOnFrom: 26n });
    expect(plan(log, batchOf([], { from: 20n, next: 21n, end: 30n }))).toEqual({ gap: undefined, records: [], nextOffset: 21n, goOnFrom: 21n });
  });

  it('takes up only what is new of a batch that comes again', () => {
    expect(plan(log, slice(15, 22))).toEqual({ gap: undefined, records: [20, 21], nextOffset: 22n, goOnFrom: 22n });
    expect(plan(log, slice(15, 20))).toEqual({ gap: undefined, records: [], nextOffset: 20n, goOnFrom: 20n });
  });

  it('goes to the last record from well before it', () => {
    expect(plan(log, slice(0, 10))).toEqual({ gap: undefined, records: [], nextOffset: 20n, goOnFrom: at19 });
    expect(plan(log, slice(0, 19))).toEqual({ gap: undefined, records: [], nextOffset: 20n, goOnFrom: at19 });
  });

  it('goes back to where it needs to be', () => {
    expect(plan(log, slice(25, 30))).toEqual({ gap: undefined, records: [], nextOffset: 20n, goOnFrom: 20n });
  });

  it('notes a gap only where Kafka has nothing in between any more', () => {
    expect(plan(log, slice(25, 27), { low: 25n })).toEqual({ gap: { from: 20n, to: 25n }, records: [25, 26], nextOffset: 27n, goOnFrom: 27n });
    expect(plan(log, slice(25, 27), { low: 22n })).toEqual({ gap: { from: 20n, to: 22n }, records: [], nextOffset: 22n, goOnFrom: 22n });
    expect(plan(empty, slice(25, 27), { low: 25n })).toMatchObject({ gap: { from: 0n, to: 25n }, records: [25, 26] });
  });

  it('keeps what it holds though Kafka has dropped it since', () => {
    expect(plan(log, slice(25, 27), { low: 30n })).toMatchObject({ gap: { from: 20n, to: 25n }, records: [25, 26] });
    expect(plan(log, slice(20, 22), { low: 30n })).toMatchObject({ gap: undefined, records: [20, 21] });
  });

  it('stops where the input is another one', () => {
    expect(plan(log, slice(20, 22), { clusterId: 'd' })).toBe('cluster_changed');
    expect(plan(log, slice(0, 5, { end: 5n }))).toBe('input_shorter');
    expect(plan(log, batchOf([...input.slice(15, 19), revoked()], { from: 15n, end: 30n }))).toBe('input_changed');
    expect(plan(log, batchOf(input.slice(15, 19), { from: 15n, next: 21n, end: 30n }))).toBe('input_changed');
    expect(plan({ ...log, nextOffset: from10 }, slice(10, 11, { end: 10n }))).not.toBe('input_shorter');
  });

  it('takes up each record once and in order, however often and from wherever it is read', () => {
    const reading = fc.record({ jump: fc.option(fc.nat({ max: 29 }), { freq: 2 }), length: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 40 }), (readings) => {
        let [state, position] = [empty, 0];
        const taken: bigint[] = [];
        for (const { jump, length } of [...readings, ...Array.from({ length: 40 }, () => ({ jump: null, length: 5 }))]) {
          position = jump ?? position;
          if (position >= 30) break;
          const step = planBatch(state, slice(position, Math.min(30, position + length)), here);
          if (typeof step === 'string') throw new Error(step);
          taken.push(...step.records.map(({ offset }) => offset));
          const newest = step.records.at(-1);
          const last = newest ? { offset: newest.offset, fingerprint: fingerprint(newest) } : state.last;
          state = { ...state, nextOffset: step.nextOffset, size: taken.length, last };
          position = Number(step.goOnFrom);
        }
        expect(taken).toEqual(input.map((_, offset) => BigInt(offset)));
      }),
    );
  });
});
