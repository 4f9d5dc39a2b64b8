import type { TokenState } from '@latchkey/contracts';
import { aGrant, aTokenState } from '@latchkey/testing';
import fc from 'fast-check';
import { indexedState } from '../src/token-index/indexed-state.js';
import type { TokenIndex } from '../src/token-index/token-index.js';

/** All of one hash: the table goes by the first half of a digest. */
const colliding = (n: number): string => `${'0'.repeat(32)}${String(n).padStart(32, '0')}`;
export const tokens = Array.from({ length: 24 }, (_, n) => aTokenState(n % 2 ? { digest: colliding(n) } : {}));
export const digests = tokens.map(({ digest }) => digest);
const grants = [aGrant(), aGrant({ services: ['s1'] }), aGrant({ networks: ['10.0.0.0/8'], expires_at: '2026-06-01T00:00:00.000Z' }), aGrant({ not_before: '2026-06-01T00:00:00.000Z' })];

const token = fc.constantFrom(...tokens);
const aState = fc
  .record({
    of: token,
    digest: fc.option(fc.constantFrom(...digests), { nil: undefined, freq: 8 }),
    grant: fc.constantFrom(...grants),
    status: fc.constantFrom('active' as const, 'suspended' as const, 'revoked' as const),
    platform: fc.boolean(),
    sequence: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ of, digest = of.digest, ...change }): TokenState => ({ ...of, digest, ...change }));
/** What comes to an index. */
export const aStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), state: aState }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('forget' as const), id: token.map(({ id }) => id) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refuse' as const), id: token.map(({ id }) => id) }) },
);
export type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

export function take(index: TokenIndex, step: Step): unknown {
  return step.kind === 'put' ? index.put(indexedState(step.state)) : index[step.kind](step.id);
}
