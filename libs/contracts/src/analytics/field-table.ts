import type { Column, ColumnType } from './columns.js';

const typeNames: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  choice: 'text',
  instant: 'time, RFC 3339, UTC',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
};

/** Every field of the record for people to read, those of an object under it. */
export function fieldTable(columns: readonly Column[]): string {
  const rows = columns.flatMap((column) => [row(column), ...column.fields.map((field) => row(field, `${column.name}.`))]);
  return `# The fields of an audit record

\`–\`: never null. \`null\`: null where there is none. \`later\`: missing, too, in records of before the field was added; null in a table.

| field | is | null | |
|---|---|---|---|
${rows.join('\n')}
`;
}

function row({ name, type, nullable, gained, description = '' }: Column, path = ''): string {
  return `| \`${path}${name}\` | ${typeNames[type]} | ${gained ? 'later' : nullable ? 'null' : '–'} | ${description.replaceAll('|', '\\|')} |`;
}
