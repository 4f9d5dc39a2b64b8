import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { customerErased, encodeEvent, serviceAccountDeleted } from '@latchkey/contracts';
import { mintId } from '@latchkey/tokens';
import { Desk } from '../../test/desk.js';
import { aToken, expiringRecord, leakedRecord, revokedRecord } from '../../test/token-events.js';

const at = (day: number): Date => new Date(Date.UTC(2026, 2, day, 8));
const iso = (day: number): string => at(day).toISOString();
const mail = { kind: 'email' };
let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.clear());

const ofUs = (overrides: object = {}) => aToken({ customer_id: desk.caller.customerId, ...overrides });
const by = { actor: { kind: 'system', token_id: null, service_account_id: null, person_id: null, name: 'issuer' }, ip: null, user_agent: null, request_id: null } as const;

describe('an event', () => {
  it('is told to each subscription that wants it, once, however often it is read', async () => {
    const token = ofUs();
    await desk.subscribe(mail, at(1));
    await desk.subscribe(mail, at(1), { name: 'another' });
    const records = [expiringRecord(token, { expires_at: iso(10), threshold_days: 8 }), leakedRecord(token, iso(3))];
    await desk.route(records, at(3));
    const first = await desk.rows();
    expect(first.map(({ type, state }) => [type, state])).toEqual([
      ['token.expiring', 'queued'], ['token.expiring', 'queued'], ['token.leaked', 'queued'], ['token.leaked', 'queued'],
    ]);
    await desk.route([...records, ...records], at(4));
    expect(await desk.rows()).toEqual(first);
    expect((await desk.metrics.due.get()).values).toEqual([{ labels: { channel: 'email', state: 'queued' }, value: 4 }]);
  });

  it.each<[string, object]>([
    ['another type', { event_types: ['token.issued'] }],
    ['other labels', { labels: { team: 'core' } }],
    ['more labels than the token has', { labels: { team: 'edge', tier: '1' } }],
    ['another service account', { service_account_id: mintId() }],
  ])('is not told to who asked for %s', async (_, overrides) => {
    await desk.subscribe(mail, at(1), overrides);
    await desk.route([leakedRecord(ofUs({ labels: { team: 'edge' } }), iso(3))], at(3));
    expect(await desk.rows()).toEqual([]);
  });

  it('is told to who asked for its labels and its service account', async () => {
    const token = ofUs({ labels: { team: 'edge', region: 'eu' } });
    await desk.subscribe(mail, at(1), { labels: { team: 'edge' }, service_account_id: token.service_account_id });
    await desk.route([leakedRecord(token, iso(3))], at(3));
    expect(await desk.states()).toEqual(['queued']);
  });

  it('of another customer is told to nobody else (invariant 9)', async () => {
    await desk.subscribe(mail, at(1));
    await desk.route([leakedRecord(aToken(), iso(3))], at(3));
    expect(await desk.rows()).toEqual([]);
  });

  it('is not told to who subscribed after it, was disabled by then, or would be told of it a second time long after', async () => {
    await desk.subscribe(mail, at(5));
    await desk.route([leakedRecord(ofUs(), iso(3))], at(6), at(4));
    await desk.dataSource.query(`update notifier.subscriptions set status = 'disabled', disabled_reason = 'requested'`);
    await desk.route([leakedRecord(ofUs(), iso(6))], at(6));
    await desk.dataSource.query(`update notifier.subscriptions set status = 'active', disabled_reason = null`);
    await desk.route([leakedRecord(ofUs(), iso(6))], at(6 + 91), at(6));
    expect(await desk.rows()).toEqual([]);
  });

  it('carries what the notice on token-events tells of use and of the service account', async () => {
    const token = ofUs();
    await desk.subscribe(mail, at(1));
    await desk.route([expiringRecord(token, { expires_at: iso(20), threshold_days: 7 })], at(13));
    const notices: { data: unknown }[] = await desk.dataSource.query(`select notice -> 'data' as data from notifier.notifications`);
    expect(notices).toEqual([
      {
        data: expect.objectContaining({
          service_account: { id: token.service_account_id, name: 'build' },
          last_use: { at: iso(13), ip: '192.0.2.7', user_agent: 'curl/8.5.0' },
        }),
      },
    ]);
  });

  it('carries what the reader has to know, the expiry from the schedule where the event has none', async () => {
    const token = ofUs({ labels: { team: 'edge' } });
    await desk.dataSource.query(
      `insert into notifier.tokens (id, partition, sequence, customer_id, service_account_id, name, labels, status, expires_at, expiry_set_at, thresholds, watched_since, unused_days)
       values ($1, 0, 1, $2, $3, 'deploy', '{}', 'active', $4, $4, '[]', $4, 0)`,
      [token.token_id, token.customer_id, token.service_account_id, at(20)],
    );
    await desk.subscribe(mail, at(1));
    const leaked = leakedRecord(token, iso(3));
    await desk.route([leaked, revokedRecord(token, iso(4), 'leaked')], at(4));
    const notices: { notice: unknown }[] = await desk.dataSource.query('select notice from notifier.notifications order by occurred_at');
    const about = { token_id: token.token_id, token_name: 'deploy', customer_id: token.customer_id, service_account: { id: token.service_account_id, name: null }, labels: { team: 'edge' }, last_use: null };
    expect(notices.map(({ notice }) => notice)).toEqual([
      {
        type: 'token.leaked.v1', event_id: leaked.headers['ce_id'], time: iso(3),
        data: { ...about, expires_at: iso(20), found_in: 'commit', url: 'https://example.com/commit/1', reporter: 'scanner' },
      },
      { type: 'token.revoked.v1', event_id: `${token.token_id}@2`, time: iso(4), data: { ...about, expires_at: null, actor: expect.objectContaining({ name: 'admin' }), reason: 'leaked' } },
    ]);
  });
});

describe('what was named', () => {
  it('goes with its customer, and the contact with its service account', async () => {
    const [account, other] = [mintId(), mintId()];
    await desk.subscribe(mail, at(1));
    await desk.contact(account, ['a@example.com'], at(1));
    await desk.contact(other, ['b@example.com'], at(1));
    await desk.route([leakedRecord(ofUs(), iso(3))], at(3));
    const about = { customer_id: desk.caller.customerId, ...by };
    const envelope = { source: 'issuer', time: iso(3) };
    await desk.route([encodeEvent(serviceAccountDeleted, { ...envelope, id: mintId(), data: { service_account_id: account, service_account_name: 'ci', ...about } })], at(3));
    expect(await desk.dataSource.query('select emails from notifier.contacts')).toEqual([{ emails: ['b@example.com'] }]);
    await desk.route([encodeEvent(customerErased, { ...envelope, id: mintId(), data: about })], at(3));
    const [left]: { count: number }[] = await desk.dataSource.query(
      `select ((select count(*) from notifier.contacts) + (select count(*) from notifier.subscriptions) + (select count(*) from notifier.notifications))::int as count`,
    );
    expect(left).toEqual({ count: 0 });
  });
});
