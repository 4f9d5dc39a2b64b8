import { describe, expect, it } from '@jest/globals';
import type { activityReported, DataOf } from '@latchkey/contracts';
import { mintId, mintToken } from '@latchkey/tokens';
import { idOf, received, reported } from '../../test/records.js';
import { type Description, nothing } from '../logs/audit-record.js';
import { ClaimedTokens } from '../report-activity/claimed-tokens.js';
import { describeRecord } from './describe-record.js';

const [customer, token, account] = [mintId(), mintId(), mintId()];
const known = { customerId: customer, serviceAccountId: account, name: 'deploy' };
const keyring = { ready: true, findById: (id: string) => (id === token ? known : undefined) };
const mine = { customer_id: customer, token_id: token };
const reporter = { kind: 'token', token_id: mintId(), service_account_id: mintId(), person_id: null, name: 'deployer' } as const;

const ofRecord = (record: ReturnType<typeof reported>, ready = true): Description => describeRecord(received(record, 7n), new ClaimedTokens({ ...keyring, ready }));
const told = (data: Partial<DataOf<typeof activityReported>>): Description => ofRecord(reported(data));

describe('activity', () => {
  it('is told with whose token did it, which token reported it, to what, and where, each in a field of its own', () => {
    const record = reported({ ...mine, reported_by: reporter, outcome: 'failure', reason: 'locked' });
    expect(ofRecord(record)).toEqual({
      ...nothing,
      event_id: idOf(record),
      event_source: 'deployer',
      action: 'activity.version.activated',
      occurred_at: '2026-03-01T12:00:00.000Z',
      customer_id: customer,
      actor: { kind: 'token', token_id: token, service_account_id: account, person_id: null, name: 'deploy' },
      reported_by: reporter,
      token_id: token,
      target_type: 'service_version',
      target_id: 'service-1/42',
      service_id: 'service-1',
      outcome: 'failure',
      reason: 'locked',
      ip: '192.0.2.1',
      user_agent: 'curl/8.5.0',
      request_id: 'request-1',
      unknown_token: false,
      details: { version: 42 },
    });
  });

  it.each(['token.revoked', 'customer.erased', 'record.unreadable', 'log.gap'])('called %s is no statement of Latchkey’s', (action) => {
    expect(told({ ...mine, action }).action).toBe(`activity.${action}`);
  });

  it('of a token that is not known stands under who was named, and says so', () => {
    const other = { customer_id: customer, token_id: mintId(), service_account_id: account };
    const actor = { kind: 'token', token_id: other.token_id, service_account_id: account, person_id: null, name: other.token_id };
    expect(told(other)).toMatchObject({ customer_id: customer, token_id: other.token_id, unknown_token: true, actor });
  });

  it.each([
    ['customer', { ...mine, customer_id: mintId() }],
    ['service account', { ...mine, service_account_id: mintId() }],
  ])('with the token of another %s is unreadable, and stands in nobody’s trail', (_, claim) => {
    const description = told(claim);
    expect(description).toMatchObject({ action: 'record.unreadable', customer_id: null, token_id: null, actor: null, details: { reason: 'foreign_token' } });
    expect(JSON.stringify(description)).not.toContain(token);
    expect(JSON.stringify(description)).not.toContain(claim.customer_id);
  });

  it('waits while nobody knows whose token it is', () => {
    expect(() => ofRecord(reported(mine), false)).toThrow(expect.objectContaining({ code: 'not_ready' }));
  });

  it('invariant 1: keeps no secret, wherever the service put one', () => {
    const secret = mintToken();
    const record = reported({ ...mine, details: { deep: { note: 'marker' }, list: ['marker'], key: { 'a marker': 1 } }, user_agent: 'marker' });
    const description = ofRecord({ ...record, value: record.value?.replaceAll('marker', secret) ?? null });
    expect(description).toMatchObject({ action: 'activity.version.activated', user_agent: 'lka_[redacted]' });
    expect(JSON.stringify(description)).not.toContain(secret);
  });

  it('of any size that its contract allows can be recorded and published', () => {
    expect(told({ ...mine, details: { text: '\u0001'.repeat(2_700) } })).toMatchObject({ action: 'activity.version.activated' });
  });
});
