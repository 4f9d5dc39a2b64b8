import { Client } from 'pg';
import type { Calls } from '../calls.js';
import { idOf, idSql } from '../many-tokens.js';

const ofCustomer = 5;
const answeringCustomers = 20;
const hostileCustomers = 10;
/** More than are attempted. */
const ofHostile = 100;

/** Makes 100 subscriptions of 20 customers, spread over the endpoints that answer, and 50 of 10 others to the one that never does. */
export async function subscribeAll(calls: Calls, answering: readonly string[], hostile: string): Promise<void> {
  const subscribe = (customer: number, name: string, url: string | undefined): Promise<void> =>
    calls.expect(201, 'POST', '/subscriptions', { customer_id: idOf('Customer', customer), name, event_types: ['token.expiring'], channel: { kind: 'webhook', url } });
  for (let n = 0; n < answeringCustomers * ofCustomer; n++) await subscribe(n % answeringCustomers, `answering ${n}`, answering[n % answering.length]);
  for (let n = 0; n < hostileCustomers * ofCustomer; n++) await subscribe(answeringCustomers + (n % hostileCustomers), `hostile ${n}`, hostile);
}

/** Which of the subscriptions to the endpoint that never answers are told of anything. */
export type Told = 'none' | 'one' | 'all';

/** Makes it so, and has the notifier forget that the endpoint did not answer: at that it would be asked ever more seldom. */
export async function tellHostile(database: Client, told: Told): Promise<void> {
  const isTold = { none: 'false', one: `name = 'hostile 0'`, all: 'true' }[told];
  await database.query(
    `update notifier.subscriptions set status = case when ${isTold} then 'active' else 'disabled' end, disabled_reason = case when ${isTold} then null else 'requested' end,
       failures = 0, failing_since = null, held_until = null
     where name like 'hostile %'`,
  );
}

/** So many notices wait for all that are answered together, and some for each that is not, all of them due. */
export async function fillNotifications(databaseUrl: string, answered: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, options: '-c session_replication_role=replica -c synchronous_commit=off -c timezone=UTC' });
  await client.connect();
  try {
    await client.query(notificationsSql(Math.ceil(answered / (answeringCustomers * ofCustomer))));
    await client.query('vacuum (analyze) notifier.notifications');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

function notificationsSql(ofEach: number): string {
  return `
    insert into notifier.notifications (
      id, subscription_id, customer_id, lane, channel, type, token_id, service_account_id, expires_at, notice, occurred_at, state, due_at, next_attempt_at, created_at
    )
    select ${idSql('Notice', 'n')}, subscription, customer, subscription, 'webhook', 'token.expiring', token, account, now() + interval '7 days',
      jsonb_build_object('type', 'token.expiring.v1', 'event_id', token || '/7', 'time', at, 'data', jsonb_build_object(
        'token_id', token, 'token_name', 'ci ' || n, 'customer_id', customer, 'service_account', jsonb_build_object('id', account, 'name', 'build'),
        'labels', jsonb_build_object('team', 'team 1'), 'expires_at', at, 'last_use', jsonb_build_object('at', at, 'ip', '192.0.2.7', 'user_agent', 'bench/1'), 'threshold_days', 7)),
      now(), 'queued', now(), now(), now()
    from (select id as subscription, customer_id as customer, name, row_number() over (order by id) as place from notifier.subscriptions) as subscriptions,
      generate_series(1, case when name like 'hostile %' then ${ofHostile} else ${ofEach} end) as of_each,
      lateral (select place * ${Math.max(ofEach, ofHostile)} + of_each as n) as number,
      lateral (select ${idSql('Token', 'n')} as token, ${idSql('Account', 'place')} as account, to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at) as about`;
}
