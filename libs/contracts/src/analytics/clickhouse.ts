import type { Column } from './columns.js';
import { additions, aligned, type Dialect, documented, eachEventOnce, flatColumns } from './dialect.js';

const dialect: Dialect = {
  types: { text: 'String', choice: 'String', instant: "DateTime64(3, 'UTC')", integer: 'Int64', number: 'Float64', boolean: 'Bool', object: 'String' },
  quote: (name) => `\`${name}\``,
  field: (column, { name, type }) => `JSONExtract(ifNull(${column}, '{}'), '${name}', 'Nullable(${dialect.types[type].replaceAll("'", "\\'")})')`,
};

const typeOf = ({ type, nullable }: Column): string => (nullable ? `Nullable(${dialect.types[type]})` : dialect.types[type]);

/** For ClickHouse 24.8 and later. What stands there twice is merged into one row, and read as one by `final`. */
export function clickhouseDdl(columns: readonly Column[]): string {
  const first = columns.filter(({ gained }) => !gained);
  const names = aligned(first, dialect);
  return `create table if not exists audit_records (
${documented(first.map((column, place) => `${names[place]} ${typeOf(column)}`), first)}
)
engine = ReplacingMergeTree
partition by toYYYYMM(\`ingested_at\`)
order by (\`log\`, \`index\`);
${additions(columns, (column) => `${dialect.quote(column.name)} ${typeOf(column)}`)}
-- Each event once.
create or replace view audit_events as
select
${flatColumns(columns, dialect)}
from audit_records final
where ${eachEventOnce(dialect)};
`;
}
