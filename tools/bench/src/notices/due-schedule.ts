import { Client } from 'pg';
import { customers, idSql, teams } from '../many-tokens.js';

/** Neither foreign keys nor indexes are looked at row by row, which would take minutes. */
const options = '-c session_replication_role=replica -c synchronous_commit=off -c timezone=UTC';
const partitions = 6;
const hourMs = 3_600_000;
/** Shares no factor with a round number, so that tokens do not lie in the order in which they fall due. */
const stride = 7_919;

/**
 * Fills a notifier's tables as it would have filled them, with so many tokens: the notice of each, seven days before its end, fell due within the last hour, and the
 * end itself is planned. All of token-state counts as read, now and for as long as anybody measures.
 */
export async function fillSchedule(databaseUrl: string, tokens: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, options });
  await client.connect();
  try {
    for (const statement of [positions, accounts, tokensSql(tokens), lastUses, notices]) await client.query(statement);
    for (const table of ['tokens', 'last_uses', 'notices', 'service_accounts', 'positions']) await client.query(`vacuum (analyze) notifier.${table}`);
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

const positions = `
  insert into notifier.positions (partition, next_offset, as_of, heard_at)
  select n, 0, now(), now() + interval '1 day' from generate_series(0, ${partitions - 1}) n`;

const accounts = `
  insert into notifier.service_accounts (id, customer_id, name)
  select ${idSql('Account', 'n')}, ${idSql('Customer', 'n')}, 'build' from generate_series(0, ${customers - 1}) n`;

function tokensSql(count: number): string {
  const customer = `n % ${customers}`;
  return `
    insert into notifier.tokens (
      id, partition, sequence, customer_id, service_account_id, name, labels, status, expires_at, expiry_set_at, notify_days, thresholds, watched_since, unused_days
    )
    select
      ${idSql('Token', 'n')}, n % ${partitions}, 1, ${idSql('Customer', customer)}, ${idSql('Account', customer)}, 'ci ' || n,
      jsonb_build_object('team', 'team ' || n / ${customers} % ${teams}), 'active', ends, made, '{7}', jsonb_build_array(jsonb_build_object('days', 7, 'since', made)), made, 0
    from generate_series(0, ${count - 1}) n,
      lateral (select date_trunc('milliseconds', now()) + interval '7 days' - n::bigint * ${stride} % ${count} * ${hourMs} / ${count} * interval '1 millisecond' as ends) as due,
      lateral (select ends - interval '90 days' as made) as issued`;
}

const lastUses = `
  insert into notifier.last_uses (token_id, used_at, ip, user_agent, service_id)
  select id, now(), '192.0.2.7', 'bench/1', 'service-1' from notifier.tokens`;

const notices = `
  insert into notifier.notices (id, token_id, threshold_days, due_at)
  select id || '/' || to_char(expires_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '/' || coalesce(days::text, 'expired'), id, days, expires_at - coalesce(days, 0) * interval '24 hours'
  from notifier.tokens cross join (values (7), (null)) as threshold (days)`;
