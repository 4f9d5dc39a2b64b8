import type { Column } from './columns.js';
import { additions, aligned, type Dialect, documented, doubleQuoted, eachEventOnce, flatColumns } from './dialect.js';

const dialect: Dialect = {
  types: { text: 'text', choice: 'text', instant: 'timestamptz', integer: 'bigint', number: 'double precision', boolean: 'boolean', object: 'jsonb' },
  quote: doubleQuoted,
  field: (column, { name, type }) => (type === 'text' || type === 'choice' ? `${column} ->> '${name}'` : `(${column} ->> '${name}')::${dialect.types[type]}`),
};

const typeOf = ({ type, nullable }: Column): string => dialect.types[type] + (nullable ? '' : ' not null');

/** For Postgres 14 and later. */
export function postgresDdl(columns: readonly Column[]): string {
  const first = columns.filter(({ gained }) => !gained);
  const names = aligned(first, dialect);
  return `create table if not exists audit_records (
${documented(first.map((column, place) => `${names[place]} ${typeOf(column)}`), first, { last: ',' })}
  primary key ("log", "index")
);
${additions(columns, (column) => `${doubleQuoted(column.name)} ${typeOf(column)}`)}
create index if not exists audit_records_by_time on audit_records ("ingested_at");

-- Where exported lines come in, before they are taken up into audit_records.
create unlogged table if not exists audit_lines (line jsonb not null);

-- Each event once. Made anew, since no view can gain columns in between.
drop view if exists audit_events;
create view audit_events as
select
${flatColumns(columns, dialect)}
from audit_records
where ${eachEventOnce(dialect)};
`;
}
