import type { Column } from './columns.js';
import { aligned, type Dialect, documented, doubleQuoted, eachEventOnce, flatColumns } from './dialect.js';

const dialect: Dialect = {
  types: { text: 'varchar', choice: 'varchar', instant: 'timestamp', integer: 'bigint', number: 'double', boolean: 'boolean', object: 'json' },
  quote: doubleQuoted,
  field: (column, { name, type }) => (type === 'text' || type === 'choice' ? `${column} ->> '${name}'` : `(${column} ->> '${name}')::${dialect.types[type]}`),
};

/** Loads `audit.ndjson`, for DuckDB 1.2 and later; times are UTC. */
export function duckdbLoad(columns: readonly Column[]): string {
  const names = aligned(columns, dialect);
  const definitions = columns.map(({ type }, place) => `${names[place]} : '${dialect.types[type]}'`.replace(/ +:/, (gap) => `:${' '.repeat(gap.length - 1)}`));
  return `-- Each entry once, however often it was published. A field that the file lacks is null, and one that is not named here is passed over.
create or replace table audit_records as
select distinct on ("log", "index") *
from read_json('audit.ndjson', format = 'newline_delimited', columns = {
${documented(definitions, columns)}
});

-- Each event once.
create or replace view audit_events as
select
${flatColumns(columns, dialect)}
from audit_records
where ${eachEventOnce(dialect)};
`;
}
