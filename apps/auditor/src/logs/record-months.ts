import { type Month, monthAfter, startOf } from './months.js';
import type { Queries } from './stored-hashes.js';

/** The table of a month's records. Those of a month that has none yet stand in `auditor.records_default`. */
export function tableOf(month: Month): string {
  return `auditor.records_${month.replace('-', '_')}`;
}

/** The months that have a table, the oldest first. */
export async function storedMonths(queries: Queries): Promise<Month[]> {
  const rows: { month: Month }[] = await queries.query(
    `select translate(substring(relname from '^records_(\\d{4}_\\d\\d)$'), '_', '-') as month
     from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = 'auditor.records'::regclass and relname ~ '^records_\\d{4}_\\d\\d$' order by 1`,
  );
  return rows.map(({ month }) => month);
}

/** The months of the records in a table: of those in the default, where there was none for them. */
export async function monthsIn(queries: Queries, table = 'auditor.records_default'): Promise<Month[]> {
  const rows: { month: Month }[] = await queries.query(`select distinct to_char(ingested_at at time zone 'UTC', 'YYYY-MM') as month from ${table}`);
  return rows.map(({ month }) => month);
}

/** Within a transaction. What stands of the month by then is taken into its table. */
export async function addMonth(queries: Queries, month: Month): Promise<void> {
  const [table, from, to] = [tableOf(month), startOf(month), startOf(monthAfter(month, 1))];
  // Else a record of the month could still come to stand there, and the table could not be attached.
  await queries.query('lock table auditor.records_default in access exclusive mode');
  await queries.query(`create table ${table} (like auditor.records_default including defaults including constraints including statistics)`);
  await queries.query(
    `with moved as (delete from auditor.records_default where ingested_at >= '${from}' and ingested_at < '${to}' returning *) insert into ${table} select * from moved`,
  );
  await queries.query(`alter table auditor.records attach partition ${table} for values from ('${from}') to ('${to}')`);
}
