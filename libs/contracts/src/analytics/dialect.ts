import { auditRecorded } from '../events/audit-record.v1.js';
import type { Column, ColumnType } from './columns.js';

const version = auditRecorded.schema.shape.schema_version.value;

/** What a database calls things. */
export interface Dialect {
  readonly types: Readonly<Record<ColumnType, string>>;
  quote(name: string): string;
  /** The field of an object that stands in a column. */
  field(column: string, field: Column): string;
}

export const doubleQuoted = (name: string): string => `"${name}"`;

/** Names, filled up so that what follows stands in one column, as in a table written by hand. */
export function aligned(columns: readonly Column[], { quote }: Dialect): string[] {
  const width = Math.max(...columns.map(({ name }) => quote(name).length));
  return columns.map(({ name }) => quote(name).padEnd(width));
}

/** What the view leaves out: repeated events, and records whose fields may mean something else. */
export function eachEventOnce({ quote }: Dialect): string {
  return `${quote('duplicate_of')} is null and ${quote('schema_version')} = ${version}`;
}

/** What the view shows: every column, with the fields of an object as columns of their own. */
export function flatColumns(columns: readonly Column[], { quote, field }: Dialect): string {
  return columns
    .flatMap((column) =>
      column.fields.length === 0
        ? [quote(column.name)]
        : column.fields.map((inner) => `${field(quote(column.name), inner)} as ${quote(`${column.name}_${inner.name}`)}`),
    )
    .map((line) => `  ${line}`)
    .join(',\n');
}

/** The definitions of a table's columns, a line each, with a comma after each but, maybe, the last, and with what the contract says of the field. */
export function documented(definitions: readonly string[], columns: readonly Column[], { last = '' } = {}): string {
  return definitions.map((definition, place) => `  ${definition}${place === definitions.length - 1 ? last : ','}${comment(columns[place])}`).join('\n');
}

/** Fields that the record gained, as columns that are added where the table was made before. */
export function additions(columns: readonly Column[], define: (column: Column) => string): string {
  const gained = columns.filter((column) => column.gained);
  return gained.map((column) => `alter table audit_records add column if not exists ${define(column)};${comment(column)}\n`).join('');
}

function comment(column: Column | undefined): string {
  return column?.description === undefined ? '' : ` -- ${column.description.replace(/\s+/g, ' ')}`;
}
