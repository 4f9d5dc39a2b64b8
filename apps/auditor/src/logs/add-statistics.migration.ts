import type { MigrationInterface, QueryRunner } from 'typeorm';
import { storedMonths, tableOf } from './record-months.js';

/** Each of them tells whose record it is. */
const columns = ['token_id', 'by_token_id', 'target_id', 'actor_id', 'service_account_id'];

/**
 * Postgres takes a customer and a token for unrelated, and so a token's records for a hundredth of what they are where there are a hundred customers: it would read and sort all
 * of them for one page. These have it know better. A month to come has what `records_default` has.
 */
export class AddStatistics1765100000000 implements MigrationInterface {
  readonly name = 'AddStatistics1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of await tables(runner)) {
      for (const column of columns) await runner.query(`create statistics (dependencies) on customer_id, ${column} from ${table}`);
      await runner.query(`analyze ${table}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const made: { name: string }[] = await runner.query(
      `select format('%I.%I', nspname, stxname) as name from pg_statistic_ext join pg_namespace on pg_namespace.oid = stxnamespace where stxrelid = any($1::regclass[])`,
      [await tables(runner)],
    );
    for (const { name } of made) await runner.query(`drop statistics ${name}`);
  }
}

async function tables(runner: QueryRunner): Promise<string[]> {
  return ['auditor.records_default', ...(await storedMonths(runner)).map(tableOf)];
}
