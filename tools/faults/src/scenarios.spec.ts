import { describe, expect, it } from '@jest/globals';
import { brokers, chosen, type Fault, instances, nameOf, scenarios } from './scenarios.js';

describe('the faults', () => {
  it.each(['kill', 'freeze'] as Fault[])('are all parts hit by one after the other: %s', (fault) => {
    const alone = scenarios.filter((scenario) => scenario.fault === fault && scenario.parts.length === 1).flatMap(({ parts }) => parts);
    expect(alone.sort()).toEqual([...brokers, ...instances, 'postgres'].sort());
  });

  it('take each instance in turn in a rolling restart', () => {
    expect(scenarios.filter(({ fault }) => fault === 'roll').flatMap(({ parts }) => parts)).toEqual([...instances]);
  });

  it('have names of their own', () => {
    const names = scenarios.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are chosen by what their name contains', () => {
    expect(chosen('broker-1 kill').map(nameOf)).toEqual(['broker-1 kill']);
    expect(chosen('issuer').map(nameOf)).toEqual(['issuer-a+issuer-b roll', 'issuer-a kill', 'issuer-b kill', 'issuer-a freeze', 'issuer-b freeze']);
    expect(chosen()).toEqual(scenarios);
    expect(chosen('nothing of this name')).toEqual([]);
  });
});
