import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TopicReader } from '@latchkey/kafka/testing';
import { eventually, type TestDatabase } from '@latchkey/testing';
import { digestToken } from '@latchkey/tokens';
import { issuerDatabaseForTest, TestIssuer, TestTopics } from '../../test/issuer.js';
import { KeyServer, reporterKey, signedBy } from '../../test/key-server.js';

const topics = new TestTopics();
const host = new KeyServer();
const key = reporterKey('ours');
let database: TestDatabase;
let issuer: TestIssuer;
let states: TopicReader<'token-state'>;

beforeAll(async () => {
  [database] = await Promise.all([issuerDatabaseForTest(), topics.make(), host.open()]);
  host.listed = [key];
  issuer = await TestIssuer.start(database, { ...topics.env, LEAK_REPORT_KEYS_URL: host.url });
  states = TopicReader.open(topics.client, ['token-state']);
});
afterAll(async () => {
  await states.close();
  await issuer.close();
  await host.close();
  await topics.remove();
  await database.drop();
});

it('whoever reads token-state refuses a leaked token and all that it made: a thief keeps nothing of it', async () => {
  const admin = await issuer.customer();
  const leaked = await issuer.holder({ roles: ['engineer', 'token_admin'] }, admin.secret);
  const child = await issuer.holder({ roles: ['engineer', 'token_admin'] }, leaked.secret);
  const grandchild = await issuer.holder({}, child.secret);
  const secrets = [leaked.secret, child.secret, grandchild.secret, admin.secret];
  const expectStatuses = (expected: string[]): Promise<void> =>
    eventually(() => {
      const known = statusesByDigest();
      expect(secrets.map((secret) => known.get(digestToken(secret)))).toEqual(expected);
    }, { timeoutMs: 30_000 });
  await expectStatuses(['active', 'active', 'active', 'active']);
  const body = JSON.stringify([{ token: leaked.secret, type: 'latchkey_automation_token', url: '', source: 'commit' }]);
  expect((await issuer.call('/leaked-tokens', { method: 'POST', headers: signedBy(key, body), body })).status).toBe(200);
  await expectStatuses(['revoked', 'revoked', 'revoked', 'active']);
});

/** As a verifier would know them. */
function statusesByDigest(): Map<string, string> {
  const events = states.records.flatMap(({ decoded }) => (decoded.kind === 'event' && decoded.event.type === 'token.state.v1' ? [decoded.event.data] : []));
  return new Map(events.sort((a, b) => a.sequence - b.sequence).map(({ digest, status }) => [digest, status]));
}
