import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintId, mintToken } from '@latchkey/tokens';
import { anIntrospector, aToken, changed, type Token, TokenStateFeed } from '../../test/token-state.js';
import { TestVerifier } from '../../test/verifier.js';
import { AwaitedState } from './awaited-state.js';
import type { VerifyAnswer } from './verify.schema.js';

let feed: TokenStateFeed;
let verifier: TestVerifier;
const customer = mintId();
const own = anIntrospector({ customer_id: customer });

beforeAll(async () => {
  feed = await new TokenStateFeed().open();
  await feed.tell(own);
  await feed.beat();
  verifier = await TestVerifier.ready(feed);
});
afterAll(async () => {
  await verifier.close();
  await feed.close();
});

const at = ({ state }: Token, sequence = state.sequence): string => `${state.id}@${sequence}`;
async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await work(), performance.now() - start];
}
const without = ({ staleness_ms: _, ...rest }: VerifyAnswer): object => rest;

describe('at_least', () => {
  it('is reached at once where the state is known', async () => {
    const token = aToken({ customer_id: customer, sequence: 5 });
    await feed.tell(token);
    await verifier.knows(token);
    for (const sequence of [4, 5]) expect(await verifier.verify(own, token, { at_least: at(token, sequence) })).toMatchObject({ active: true, sequence: 5 });
  });

  it('waits for a token that has not come yet', async () => {
    const token = aToken({ customer_id: customer });
    const asked = verifier.verify(own, token, { at_least: at(token) });
    await feed.tell(aToken(), token);
    expect(await asked).toMatchObject({ active: true, sequence: 1 });
  });

  it('waits for the revocation that it names, past the changes before it', async () => {
    const token = aToken({ customer_id: customer });
    await feed.tell(token);
    await verifier.knows(token);
    const suspended = changed(token, { status: 'suspended' });
    const revoked = changed(suspended, { status: 'revoked' });
    const asked = verifier.verify(own, token, { at_least: at(revoked) });
    await feed.tell(suspended);
    await verifier.knows(suspended);
    await feed.tell(revoked);
    expect(await asked).toMatchObject({ active: false, reason: 'revoked', sequence: 3 });
  });

  it('is behind after a second, with what is known', async () => {
    const token = aToken({ customer_id: customer });
    await feed.tell(token);
    await verifier.knows(token);
    const [answer, ms] = await timed(() => verifier.verify(own, token, { at_least: at(token, 2), permission: 'purge:select' }));
    expect(answer).toMatchObject({ active: false, allowed: false, reason: 'behind', id: token.state.id, sequence: 1 });
    expect(ms).toBeGreaterThan(900);
    expect(ms).toBeLessThan(5_000);
  });

  it('has to name the token presented', async () => {
    const [token, other] = [aToken({ customer_id: customer }), aToken({ customer_id: customer })];
    await feed.tell(token, other);
    await verifier.knows(token, other);
    expect(await verifier.verify(own, token, { at_least: at(other) })).toMatchObject({ active: false, reason: 'behind' });
  });

  it('tells a foreign token from an unknown one neither by the answer nor by the time (invariant 9)', async () => {
    const foreign = aToken({ customer_id: mintId(), sequence: 2 });
    await feed.tell(foreign);
    await verifier.knows(foreign);
    const [[ofForeign, foreignMs], [ofUnknown, unknownMs]] = await Promise.all([
      timed(() => verifier.verify(own, foreign, { at_least: at(foreign) })),
      timed(() => verifier.verify(own, mintToken(), { at_least: `${mintId()}@1` })),
    ]);
    expect(without(ofForeign)).toEqual({ active: false, reason: 'behind' });
    expect(without(ofUnknown)).toEqual(without(ofForeign));
    expect(Math.min(foreignMs, unknownMs)).toBeGreaterThan(900);
  });

  it('keeps a thousand waiting and no more', async () => {
    const awaited = verifier.service.app.get(AwaitedState, { strict: false });
    const wait = (): Promise<boolean> => awaited.reached(`${mintId()}@1`, 'no digest', () => undefined);
    const crowd = Array.from({ length: 1_000 }, wait);
    const first = await Promise.race([wait().then(() => 'turned away'), Promise.race(crowd).then(() => 'after the wait')]);
    expect(first).toBe('turned away');
    await Promise.all(crowd);
    const [, ms] = await timed(wait);
    expect(ms).toBeGreaterThan(900);
  });
});
