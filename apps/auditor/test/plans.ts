import type { DataSource } from 'typeorm';

/** How Postgres answers what is asked of the records from now on, with the values that it is asked with. */
export function gatherPlans(dataSource: DataSource): string[] {
  const plans: string[] = [];
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (...mode) => {
    const runner = create(...mode);
    const query = runner.query.bind(runner) as (sql: string, parameters?: unknown[]) => Promise<unknown>;
    runner.query = (async (sql: string, parameters?: unknown[]) => {
      if (/^\s*(select|delete)\b.*\bauditor\.records\b/is.test(sql)) {
        const lines = (await query(`explain ${sql}`, parameters)) as { 'QUERY PLAN': string }[];
        plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
      }
      return query(sql, parameters);
    }) as typeof runner.query;
    return runner;
  };
  return plans;
}
