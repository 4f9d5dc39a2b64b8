import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allotPlaces, limitsOf } from './allot-places.js';
import type { Lane } from './allot-places.js';

const aLane = (lane: string, customerId = lane, endpoint = lane): Lane => ({ lane, customerId, endpoint, unwell: false });
const times = (count: number, lane: Lane): Lane[] => Array<Lane>(count).fill(lane);
const limits = limitsOf(100);

describe('allotPlaces', () => {
  it('gives a lane no more than a fiftieth of the places, those under way counted', () => {
    expect(allotPlaces([aLane('a')], [], limits)).toEqual(new Map([['a', 2]]));
    expect(allotPlaces([aLane('a'), aLane('b')], times(1, aLane('a')), limits)).toEqual(new Map([['a', 1], ['b', 2]]));
    expect(allotPlaces([aLane('a')], times(2, aLane('a')), limits)).toEqual(new Map());
  });

  it('gives a lane that is not answered one place, to see whether it is again', () => {
    const unwell = { ...aLane('a'), unwell: true };
    expect(allotPlaces([unwell, aLane('b')], [], limits)).toEqual(new Map([['a', 1], ['b', 2]]));
    expect(allotPlaces([unwell], [unwell], limits)).toEqual(new Map());
  });

  it('stops one customer with many hosts, and one host with many customers, at two fifths', () => {
    const hosts = [...Array(30).keys()].map((n) => aLane(`lane ${n}`, 'one', `host ${n}`));
    const customers = [...Array(30).keys()].map((n) => aLane(`lane ${n}`, `customer ${n}`, 'host'));
    for (const many of [hosts, customers]) {
      const allotted = allotPlaces([...many, aLane('other')], [], limits);
      expect(allotted.get('other')).toBe(2);
      expect([...allotted.values()].reduce((sum, each) => sum + each)).toBe(42);
    }
  });

  it('lets lanes take turns where places are few, the customers with fewest under way first', () => {
    const few = { ...limits, total: 4 };
    expect(allotPlaces([aLane('a'), aLane('b'), aLane('c')], times(2, aLane('a')), few)).toEqual(new Map([['b', 1], ['c', 1]]));
  });

  it('for any lanes: keeps each limit, and leaves no place empty that a lane may have', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const lane = fc.record({ lane: name, customerId: fc.constantFrom('x', 'y'), endpoint: fc.constantFrom('p', 'q', 'r'), unwell: fc.boolean() });
    const distinct = fc.uniqueArray(lane, { selector: (each) => each.lane });
    fc.assert(
      fc.property(distinct, fc.integer({ min: 1, max: 250 }), fc.infiniteStream(fc.nat()), (lanes, total, picks) => {
        const of = limitsOf(total);
        const underWay = lanes.length === 0 ? [] : [...picks.take(5)].map((pick) => lanes[pick % lanes.length] as Lane);
        const allotted = allotPlaces(lanes, underWay, of);
        const all = [...underWay, ...lanes.flatMap((each) => times(allotted.get(each.lane) ?? 0, each))];
        const count = (holds: (lane: Lane) => boolean): number => all.filter(holds).length;
        const counts = (each: Lane): [number, number][] => [
          [all.length, of.total],
          [count(({ lane: other }) => other === each.lane), each.unwell ? 1 : of.perLane],
          [count(({ customerId }) => customerId === each.customerId), of.perCustomer],
          [count(({ endpoint }) => endpoint === each.endpoint), of.perEndpoint],
        ];
        for (const each of lanes) {
          if ((allotted.get(each.lane) ?? 0) > 0) for (const [have, most] of counts(each)) expect(have).toBeLessThanOrEqual(most);
          expect(counts(each).some(([have, most]) => have >= most)).toBe(true);
        }
      }),
    );
  });
});
