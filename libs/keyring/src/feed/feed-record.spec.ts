import { describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import type { UnreadRecord } from '@latchkey/kafka';
import { aGrant, aTokenState } from '@latchkey/testing';
import { mintId, mintToken } from '@latchkey/tokens';
import fc from 'fast-check';
import { heartbeat, junk, stateRecord, tombstone, unread } from '../../test/signals.js';
import { readByContract, readFeedRecord } from './feed-record.js';
import { quickState } from './quick-state.js';

const text = (longest: number): fc.Arbitrary<string> =>
  fc.oneof(fc.string({ minLength: 1, maxLength: longest }), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.constantFrom('ci', 'Prüfung', '鍵', '😀'));
const names = text(255).filter((name) => name.length <= 255 && !/[\p{Cc}\p{Cs}]/u.test(name) && !name.includes('lka_'));
const instants = fc.integer({ min: Date.parse('0000-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59Z') }).map((time) => new Date(time).toISOString());
const networks = fc.constantFrom('10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::ffff:10.0.0.0/104');
const limits = fc.option(fc.array(text(255), { maxLength: 5 }));
const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const states: fc.Arbitrary<TokenState> = fc
  .record({
    platform: fc.boolean(),
    name: names,
    labels: fc.dictionary(names.filter((name) => name.length <= 63), fc.oneof(names, fc.constant('')), { maxKeys: 5 }),
    grant: fc.record({
      permissions: fc.array(text(100), { maxLength: 5 }),
      services: limits,
      workspaces: limits,
      networks: fc.option(fc.array(networks, { maxLength: 4 })),
      not_before: fc.option(instants),
      expires_at: fc.option(instants),
    }),
    status: oneOf('active' as const, 'suspended' as const, 'revoked' as const),
    notify_days: fc.option(fc.array(fc.nat(365), { maxLength: 10 })),
    created_at: instants,
    changed_at: instants,
    sequence: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.maxSafeNat().filter((n) => n > 0)),
  })
  .map((change) => aTokenState(change));

/** What a place in the JSON may be given instead. */
const others = fc.oneof(
  fc.oneof(fc.jsonValue(), fc.string()),
  oneOf<unknown>(null, true, 0, -0, -1, 1, 1.5, 366, 2 ** 53, 1e308, '', 'x'.repeat(23), 'z'.repeat(22), 'a'.repeat(64), [], {}, [''], [1], [-0], ['x'.repeat(300)], '10.0.0.1/8', ['10.0.0.1/8']),
  oneOf<unknown>('2026-02-29T00:00:00Z', '2026-01-01T00:00:00+00:00', '2026-01-01', '2026-01-01T00:00:00.000001Z', '\u0000', '\ud800', '\u2028', mintToken(), `x${mintToken()}`),
  oneOf<unknown>({ constructor: 'x' }, { ['__proto__']: 'x' }, { toString: 'x' }, { hasOwnProperty: '' }, { '': 'x' }, Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`l${n}`, '']))),
);
const top = Object.keys(aTokenState());
const inner = Object.keys(aGrant());

/** Another value somewhere, a field more, or one less. */
function change(state: TokenState, { at, within, to, how }: { at: string; within: string; to: unknown; how: string }): object {
  const changed: Record<string, unknown> = structuredClone(state);
  const { grant } = changed;
  const [place, key] = how.endsWith('grant') && typeof grant === 'object' && grant ? [grant as Record<string, unknown>, within] : [changed, at];
  if (how.startsWith('drop')) Reflect.deleteProperty(place, key);
  else if (how.startsWith('add')) Object.defineProperty(place, typeof to === 'string' ? to : '__proto__', { value: to, enumerable: true, configurable: true });
  else place[key] = to;
  return changed;
}
const hows = oneOf('set', 'set', 'set grant', 'set grant', 'drop', 'drop grant', 'add', 'add grant');
/** Changes to something else that is good. */
const goodChanges = fc.oneof(
  fc.record({ at: oneOf('id', 'customer_id', 'service_account_id'), to: fc.constant(mintId()) }),
  fc.record({ at: oneOf('created_at', 'changed_at'), to: oneOf('2026-01-01T00:00:00Z', '0000-02-29T23:59:59.999Z', '2026-01-01T00:00:00.000001Z') }),
  oneOf<{ at: string; to: unknown }>({ at: 'status', to: 'revoked' }, { at: 'sequence', to: 7 }, { at: 'digest', to: 'b'.repeat(64) }, { at: 'labels', to: { team: 'edge' } }, { at: 'notify_days', to: null }),
).map((one) => ({ within: '', how: 'set', ...one }));
const changes = fc.oneof(goodChanges, fc.record({ at: oneOf(...top), within: oneOf(...inner), to: others, how: hows }));

const recordOf = (state: TokenState, value: string | Buffer = JSON.stringify(state)): UnreadRecord => ({ ...unread(stateRecord(aTokenState())), key: Buffer.from(state.id), value: Buffer.from(value) });

/** What the quick way takes, the contract takes for the same; and whatever it does not take is read by the contract. */
function agrees(record: UnreadRecord): boolean {
  const [quick, slow] = [quickState(record), readByContract(record)];
  if (quick) expect({ kind: 'state', state: quick }).toEqual(slow);
  expect(readFeedRecord(record)).toEqual(slow);
  return quick !== undefined;
}

describe('reading a state the quick way', () => {
  it('takes every state that its contract takes, and reads it as the contract does', () => {
    fc.assert(
      fc.property(states, (state) => {
        fc.pre(!JSON.stringify(state).includes('\\u'));
        expect(agrees(unread(stateRecord(state)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('takes no other value, and takes none for another, whatever is changed in the JSON', () => {
    let taken = 0;
    fc.assert(
      fc.property(states, fc.array(changes, { minLength: 1, maxLength: 2 }), (state, all) => {
        const changed = all.reduce<object>((sum, one) => change(sum as TokenState, one), state);
        taken += Number(agrees(recordOf(state, JSON.stringify(changed))));
      }),
      { numRuns: 1500 },
    );
    // Otherwise it could hold for want of cases.
    expect(taken).toBeGreaterThan(100);
  });

  const long = (length: number): string => 'x'.repeat(length);
  const many = <T>(count: number, one: T): T[] => Array<T>(count).fill(one);
  const grantOf = (grant: Partial<TokenState['grant']>): Partial<TokenState> => ({ grant: aGrant(grant) });
  const labelsOf = (count: number): Record<string, string> => Object.fromEntries(Array.from({ length: count }, (_, n) => [`l${n}`, '']));

  it.each<[string, (over: number) => Partial<TokenState>]>([
    ['permissions', (over) => grantOf({ permissions: many(500 + over, 'a:b') })],
    ['the length of a permission', (over) => grantOf({ permissions: [long(100 + over)] })],
    ['services', (over) => grantOf({ services: many(1000 + over, 's') })],
    ['the length of a service', (over) => grantOf({ services: [long(255 + over)] })],
    ['workspaces', (over) => grantOf({ workspaces: many(1000 + over, 'w') })],
    ['the length of a workspace', (over) => grantOf({ workspaces: [long(255 + over)] })],
    ['networks', (over) => grantOf({ networks: many(100 + over, '10.0.0.0/8') })],
    ['the length of a name', (over) => ({ name: long(255 + over) })],
    ['labels', (over) => ({ labels: labelsOf(50 + over) })],
    ['the length of a label’s name', (over) => ({ labels: { [long(63 + over)]: '' } })],
    ['the length of a label', (over) => ({ labels: { l: long(255 + over) } })],
    ['days of notice', (over) => ({ notify_days: many(10 + over, 7) })],
    ['a day of notice', (over) => ({ notify_days: [365 + over] })],
    ['the sequence', (over) => ({ sequence: Number.MAX_SAFE_INTEGER + over })],
  ])('goes as far as the contract does, and no further: %s', (_, reach) => {
    const state = aTokenState();
    expect([0, 1].map((over) => agrees(recordOf(state, JSON.stringify({ ...state, ...reach(over) }))))).toEqual([true, false]);
  });

  it('reads fields that stand twice, and numbers however written, as the contract does', () => {
    const state = aTokenState();
    const written = JSON.stringify(state);
    const rewrites = [
      written.replace('"sequence":1', '"sequence":1,"sequence":2'),
      written.replace('"status":"active"', '"status":"revoked","status":"active"'),
      written.replace('"status":"active"', '"status":"active","status":"gone"'),
      ...['1.0', '1e0', '10e-1', '0', '-1', '1.5', '1e400', '9007199254740993', 'NaN', '"1"', '01', '+1'].map((n) => written.replace('"sequence":1', `"sequence":${n}`)),
      written.replace('"name"', '"\\u006eame"'),
      written.replace('"ci"', '"\\ud800"'),
      ` ${written}\n`,
      `\ufeff${written}`,
      `[${written}]`,
      `${written}x`,
    ];
    expect(rewrites.filter((value) => agrees(recordOf(state, value)))).toHaveLength(6);
  });

  it('does what the contract does on any change of one byte', () => {
    fc.assert(
      fc.property(states, fc.nat(), fc.nat(255), (state, at, byte) => {
        const value = Buffer.from(JSON.stringify(state));
        value[at % value.length] = byte;
        agrees(recordOf(state, value));
      }),
      { numRuns: 800 },
    );
  });

  it('takes no envelope and no key that the contract does not', () => {
    const good = unread(stateRecord(aTokenState()));
    const bytes = fc.oneof(
      fc.string(),
      oneOf('', '1.0', 'token.state.v1', 'token.heartbeat.v1', 'application/json', 'application/json; charset=utf-8', 'application/cloudevents+json', 'x'.repeat(301), '2026-01-01T00:00:00+01:00', '2026-13-01T00:00:00Z', mintToken(), mintId()),
    ).map((value) => Buffer.from(value));
    const header = fc.oneof(bytes, bytes.map(String), fc.array(bytes, { maxLength: 2 }), fc.constant(undefined));
    const name = oneOf(...Object.keys(good.headers ?? {}), 'more');
    fc.assert(
      fc.property(fc.dictionary(name, header, { maxKeys: 2 }), fc.array(name, { maxLength: 1 }), fc.option(bytes), fc.nat(4), (changed, dropped, key, which) => {
        const headers = Object.fromEntries(Object.entries({ ...good.headers, ...changed }).filter(([one]) => !dropped.includes(one)));
        agrees({ ...good, headers, ...(which === 0 ? { key } : {}) });
      }),
      { numRuns: 800 },
    );
    expect([quickState(good), agrees({ key: good.key, value: good.value })]).toEqual([expect.anything(), false]);
  });
});

describe('what is no state', () => {
  it('is read by its contract', () => {
    const id = mintId();
    const [beat, gone, broken] = [heartbeat(3), tombstone(id), junk(id)].map((record) => readFeedRecord(unread(record)));
    expect(beat).toEqual({ kind: 'heartbeat', generation: '0197f3c2-0000-7000-8000-000000000001', asOf: Date.parse('2026-01-01T00:00:00.000Z') });
    expect([gone, broken]).toEqual([{ kind: 'tombstone', key: id }, { kind: 'unreadable', key: id }]);
    expect(readFeedRecord({ key: null, value: null })).toEqual({ kind: 'tombstone', key: null });
  });
});

describe('a secret in a state', () => {
  it('reaches no index (invariant 1)', () => {
    const secret = mintToken();
    const escaped = secret.replace('l', '\\u006c');
    for (const written of [secret, escaped, `x${secret}x`]) {
      const state = aTokenState();
      const record = recordOf(state, JSON.stringify(state).replace('"ci"', `"${written}"`));
      expect(quickState(record)).toBeUndefined();
      expect(readFeedRecord(record)).toMatchObject({ kind: 'state', state: { name: expect.stringContaining('lka_[redacted]') } });
    }
  });
});
