/** A row that is yet to be: its table and columns as SQL names them, which code decides and never input. */
export interface NewRow {
  readonly table: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statement that inserts the rows, too; of its own it must be an `insert`. */
export function alsoInserting(rows: readonly NewRow[], { text, values }: Statement): Statement {
  if (rows.length === 0) return { text, values };
  const all = [...values];
  const inserts = rows.map((row, place) => `new_row_${place} as (${insertOf(row, (value) => `$${all.push(value)}`)})`);
  return { text: `with ${inserts.join(', ')} ${text}`, values: all };
}

function insertOf({ table, columns }: NewRow, placeOf: (value: unknown) => string): string {
  return `insert into ${table} (${Object.keys(columns).join(', ')}) values (${Object.values(columns).map(placeOf).join(', ')})`;
}
