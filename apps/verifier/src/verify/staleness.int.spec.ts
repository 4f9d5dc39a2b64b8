import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { anIntrospector, aToken, changed, TokenStateFeed } from '../../test/token-state.js';
import { problemOf, TestVerifier } from '../../test/verifier.js';

let feed: TokenStateFeed;
let verifier: TestVerifier | undefined;
const platform = anIntrospector({ platform: true });
const token = aToken();
const quarter = 900;

beforeEach(async () => {
  feed = await new TokenStateFeed().open();
  await feed.tell(platform, token);
});
afterEach(async () => {
  await verifier?.close();
  verifier = undefined;
  await feed.close();
});

async function started(env: Readonly<Record<string, string>> = {}): Promise<TestVerifier> {
  return (verifier = await TestVerifier.ready(feed, env));
}

describe('a verifier whose knowledge is old (invariant 5)', () => {
  it('refuses beyond a quarter of an hour, says so, and answers again when it hears', async () => {
    await feed.beat(quarter + 1);
    const running = await started();
    const refused = await running.verify(platform, token, { permission: 'purge:select' });
    expect(refused).toMatchObject({ active: false, allowed: false, reason: 'stale', stale: true, id: token.state.id });
    expect(refused.staleness_ms).toBeGreaterThan(quarter * 1000);
    await feed.beat();
    await eventually(async () => expect(await running.verify(platform, token)).toMatchObject({ active: true }));
    const answer = await running.verify(platform, token);
    expect(answer.staleness_ms).toBeLessThan(quarter * 1000);
    expect(Object.hasOwn(answer, 'stale')).toBe(false);
  });

  it('answers within the bound that it is given', async () => {
    await feed.beat(quarter + 1);
    const running = await started({ VERIFIER_STALENESS_BOUND_SECONDS: '3600' });
    expect(await running.verify(platform, token)).toMatchObject({ active: true });
  });

  it('answers all the same where it is set to, and says so', async () => {
    await feed.beat(quarter + 1);
    const running = await started({ VERIFIER_ON_STALE: 'open' });
    expect(await running.verify(platform, token)).toMatchObject({ active: true, stale: true });
    expect((await running.verify(platform, token)).staleness_ms).toBeGreaterThan(quarter * 1000);
  });

  it('only reports where there is no bound', async () => {
    await feed.beat(100_000);
    const running = await started({ VERIFIER_STALENESS_BOUND_SECONDS: '0' });
    const answer = await running.verify(platform, token);
    expect(answer).toMatchObject({ active: true });
    expect(answer.staleness_ms).toBeGreaterThanOrEqual(100_000_000);
    expect(Object.hasOwn(answer, 'stale')).toBe(false);
  });

  it('takes an age that nobody has told for too old', async () => {
    const running = await started();
    expect(await running.verify(platform, token)).toMatchObject({ active: false, reason: 'stale', stale: true, staleness_ms: null });
  });
});

describe('a verifier that starts', () => {
  const ask = (running: TestVerifier): Promise<Response> =>
    running.post({ token: token.secret, permission: 'purge:select' }, { authorization: `Bearer ${platform.secret}` });

  it('answers not_ready while it cannot read, and is not ready (invariant 5)', async () => {
    verifier = await TestVerifier.start(feed, { KAFKA_BROKERS: '127.0.0.1:1' });
    const response = await ask(verifier);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await problemOf(response)).toMatchObject({ status: 503, code: 'not_ready' });
    expect((await fetch(`${verifier.service.url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${verifier.service.url}/health/live`)).status).toBe(200);
  });

  it('never allows what was revoked, from its first answer on, at every start (invariants 4 and 5)', async () => {
    const revoked = changed(token, { status: 'revoked' });
    await feed.tell(revoked, token, revoked, ...Array.from({ length: 300 }, () => aToken()));
    await feed.beat();
    for (let start = 0; start < 3; start += 1) {
      verifier = await TestVerifier.start(feed);
      const answers = await firstAnswers(verifier);
      expect(answers).toEqual(answers.map(() => expect.objectContaining({ active: false, allowed: false, reason: 'revoked' })));
      await verifier.close();
      verifier = undefined;
    }
  });

  /** The first ones other than not_ready, asked for without a pause from the start on. */
  async function firstAnswers(running: TestVerifier): Promise<object[]> {
    const answers: object[] = [];
    await eventually(async () => {
      const response = await ask(running);
      const answer = (await response.json()) as { code?: string };
      if (answer.code !== 'not_ready') answers.push(answer);
      if (answers.length < 20) throw new Error('too few answers yet');
    }, { timeoutMs: 20_000, intervalMs: 1 });
    return answers;
  }
});
