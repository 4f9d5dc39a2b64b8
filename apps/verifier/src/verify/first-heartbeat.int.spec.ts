import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { anIntrospector, TokenStateFeed } from '../../test/token-state.js';
import { TestVerifier } from '../../test/verifier.js';
import { FirstHeartbeat } from './first-heartbeat.js';

let feed: TokenStateFeed;
let verifier: TestVerifier | undefined;

beforeEach(async () => {
  feed = await new TokenStateFeed().open();
});
afterEach(async () => {
  await verifier?.close();
  verifier = undefined;
  await feed.close();
});

async function caughtUp(env: Readonly<Record<string, string>> = {}): Promise<TestVerifier> {
  return (verifier = await TestVerifier.ready(feed, env));
}
async function readiness({ service }: TestVerifier): Promise<object> {
  const response = await fetch(`${service.url}/health/ready`);
  const { details } = (await response.json()) as { details: { keyring: { status: string }; heartbeat: { status: string } } };
  return { status: response.status, keyring: details.keyring.status, heartbeat: details.heartbeat.status };
}
const ready = { status: 200, keyring: 'up', heartbeat: 'up' };

describe('readiness of a verifier (invariant 5)', () => {
  it('on a new system waits for the issuer to speak, since until then all would be refused', async () => {
    const running = await caughtUp();
    expect(await readiness(running)).toEqual({ status: 503, keyring: 'up', heartbeat: 'down' });
    await feed.tell(anIntrospector());
    await feed.beat();
    await eventually(async () => expect(await readiness(running)).toEqual(ready));
  });

  it('is there at once while the issuer is away, if it ever spoke', async () => {
    await feed.beat(100_000);
    expect(await readiness(await caughtUp())).toEqual(ready);
  });

  it('comes after half a minute where the issuer never spoke, so that it does not wait for ever', async () => {
    const heartbeat = (await caughtUp()).service.app.get(FirstHeartbeat, { strict: false });
    const start = Date.now();
    expect([0, 29_999, 30_000, 30_001].map((ms) => heartbeat.heardOf(start + ms))).toEqual([false, false, true, true]);
  });

  it.each([{ VERIFIER_ON_STALE: 'open' }, { VERIFIER_STALENESS_BOUND_SECONDS: '0' }])('waits for nothing where it answers whatever the age is: %j', async (env) => {
    expect(await readiness(await caughtUp(env))).toEqual(ready);
  });
});
