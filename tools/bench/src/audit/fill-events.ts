import { Client } from 'pg';
import { idOf, idSql } from '../many-tokens.js';

export const services = 200;
const tokensOfCustomer = 50;
/** By how many they seem to have been written, as a database makes more than so many when it is set up. */
const transactions = 500;
const options = '-c session_replication_role=replica -c synchronous_commit=off -c maintenance_work_mem=512MB -c timezone=UTC';

export const tokenOf = (customer: number, token: number): string => idOf('Token', customer * tokensOfCustomer + (token % tokensOfCustomer));

export interface Filling {
  /** That no topic has, so that no auditor takes it up. */
  readonly partition: number;
  readonly count: number;
  readonly firstCustomer: number;
  readonly customers: number;
}

/** Fills an auditor’s tables with so many uses, one each second up to now, one in seven refused: as ingestion writes them, but for hashes that prove nothing. */
export async function fillEvents(databaseUrl: string, fillings: readonly Filling[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, options });
  await client.connect();
  try {
    await client.query(monthsSql(Math.max(...fillings.map(({ count }) => count))));
    await withoutKeys(client, 'auditor.records', () =>
      withoutKeys(client, 'auditor.entries', async () => {
        for (const filling of fillings) for (const sql of rowsSql(filling)) await client.query(sql);
      }),
    );
    await client.query('vacuum (analyze) auditor.entries');
    await client.query('vacuum (analyze) auditor.records');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

/** Keys and indexes made over all rows at once take a fraction of the time that they take row by row. */
async function withoutKeys(client: Client, table: string, fill: () => Promise<void>): Promise<void> {
  const { rows: keys } = await client.query<Named>(`select conname as name, pg_get_constraintdef(oid) as made from pg_constraint where conrelid = $1::regclass and contype = 'p'`, [table]);
  const { rows: indexes } = await client.query<Named>(
    `select indexrelid::regclass::text as name, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') as made from pg_index where indrelid = $1::regclass and not indisprimary`,
    [table],
  );
  for (const { name } of keys) await client.query(`alter table ${table} drop constraint ${name}`);
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  await fill();
  for (const { made } of indexes) await client.query(made);
  for (const { name, made } of keys) await client.query(`alter table ${table} add constraint ${name} ${made}`);
}

interface Named {
  readonly name: string;
  /** The statement, or the part of one, that makes it. */
  readonly made: string;
}

function rowsSql(filling: Filling): string[] {
  const { partition, count } = filling;
  const log = logOf(filling);
  return [
    `insert into auditor.logs (name, topic, partition, epoch, cluster_id, size) values ('${log}', 'token-usage', ${partition}, 1, 'bench', ${count})`,
    entriesSql(log, count),
    recordsSql(log, filling),
  ];
}

function logOf({ partition }: Filling): string {
  return `token-usage/${partition}`;
}

/** Each month has its table, as an auditor would have made it in time. */
function monthsSql(count: number): string {
  return `do $$ declare month timestamp; name text; begin
    for month in select generate_series(date_trunc('month', now() - ${count} * interval '1 second'), date_trunc('month', now()), '1 month') loop
      name := 'records_' || to_char(month, 'YYYY_MM');
      continue when to_regclass('auditor.' || name) is not null;
      execute format('create table auditor.%I (like auditor.records_default including defaults including constraints including statistics)', name);
      execute format('alter table auditor.records attach partition auditor.%I for values from (%L) to (%L)', name, month, month + interval '1 month');
    end loop; end $$`;
}

function entriesSql(log: string, count: number): string {
  return `insert into auditor.entries (log, index, commitment, leaf_hash)
    select '${log}', n, sha256(n::text::bytea), sha256(n::text::bytea) from generate_series(0, ${count - 1}) n`;
}

function recordsSql(log: string, { count, firstCustomer, customers }: Filling): string {
  const customer = `${firstCustomer} + n % ${customers}`;
  return `
    insert into auditor.records (
      log, index, ingested_at, salt, record, event_source, event_id, customer_id, action, target_id, token_id, happened_at, service_account_id, service_id, outcome, ip, txn
    )
    select '${log}', n, at, decode(md5(n::text), 'hex'), convert_to(json_build_object(
        'action', 'token.used', 'actor', null, 'customer_id', customer, 'details', json_build_object('count', 1, 'last_used_at', told, 'minute', told, 'verifier', 'bench'),
        'duplicate_of', null, 'event_id', 'use-' || n, 'event_source', 'bench', 'future', false, 'index', n, 'ingested_at', told, 'ip', ip, 'log', '${log}',
        'occurred_at', told, 'outcome', outcome, 'reason', null, 'reported_by', null, 'request_id', null, 'schema_version', 1, 'service_id', service,
        'target_id', token, 'target_type', 'token', 'token_id', token, 'unknown_token', false, 'user_agent', 'bench/1')::text, 'UTF8'),
      'bench', 'use-' || n, customer, 'token.used', token, token, at, ${idSql('Account', customer)}, service, outcome, ip, (1::bigint << 48) + 1 + n::bigint * ${transactions} / ${count}
    from generate_series(0, ${count - 1}) n,
      lateral (select now() - (${count} - n) * interval '1 second' as at, ${idSql('Customer', customer)} as customer,
        ${idSql('Token', `(${customer}) * ${tokensOfCustomer} + n / ${customers} % ${tokensOfCustomer}`)} as token,
        'service-' || n / ${customers} % ${services} as service, case when n / ${customers} % 7 = 0 then 'failure' else 'success' end as outcome,
        '192.0.2.' || n / ${customers} % 256 as ip) as use,
      lateral (select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as told) as text`;
}
