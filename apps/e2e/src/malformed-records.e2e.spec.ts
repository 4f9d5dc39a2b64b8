import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import { EventProducer } from '@latchkey/kafka';
import { readAudit } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { storiesOn } from './stories-on.js';

const story = storiesOn({}, async (system) => {
  const [issuer, auditor, verifier] = await Promise.all([system.start('issuer'), system.start('auditor'), system.start('verifier')]);
  return { caller: system.caller, client: system.client, issuer, auditor, verifier };
});

story('a state that cannot be read makes its token refused until a newer one comes (invariant 8)', async ({ caller, client, issuer, verifier }) => {
  const [token, other] = [await caller.issue(issuer), await caller.issue(issuer)];
  for (const each of [token, other]) expect(await caller.verify(verifier, each, each)).toMatchObject({ allowed: true });
  await sendOnce(new EventProducer(client), { topic: 'token-state', key: token.id, value: '{"status":"act', headers: {} });
  await eventually(async () => expect(await caller.verify(verifier, token)).toMatchObject({ active: false, reason: 'state_unreadable' }));
  expect(await caller.verify(verifier, other)).toMatchObject({ allowed: true });
  const revocation = await caller.revoke(issuer, token);
  expect(await caller.verify(verifier, token, revocation)).toMatchObject({ active: false, reason: 'revoked' });
});

story('an event that cannot be read is in the audit log as just that, and what stood in it nowhere (invariants 1 and 8)', async ({ caller, client, issuer, auditor }) => {
  const token = await caller.issue(issuer);
  const value = `{"leaked":"${token.secret}"`;
  await sendOnce(new EventProducer(client), { topic: 'token-events', key: 'anyone', value, headers: {} });
  const details = { sha256: createHash('sha256').update(value).digest('hex'), size: value.length, offset: expect.any(Number), reason: 'not_cloud_event' };
  const logged = { action: 'record.unreadable', event_id: null, customer_id: null, target_id: null, details };
  await eventually(async () => expect(await readAudit(client)).toContainEqual(expect.objectContaining(logged)), { timeoutMs: 20_000 });
  expect(JSON.stringify(await readAudit(client))).not.toContain(token.secret);
  await eventually(async () => expect(await caller.trail(auditor, token)).toHaveLength(1));
});

async function sendOnce(producer: EventProducer, record: Parameters<EventProducer['send']>[0][number]): Promise<void> {
  try {
    await producer.send([record]);
  } finally {
    await producer.onApplicationShutdown();
  }
}
