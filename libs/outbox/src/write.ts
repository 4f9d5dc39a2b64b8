/**
 * A statement of SQL that changes rows: `place` takes each of its values, and answers where it stands. Names of tables and columns are decided by code and never by input.
 */
export type Write = (place: (value: unknown) => string) => string;

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statement that makes the writes, too; of its own it must be an `insert`. */
export function alsoWriting(writes: readonly Write[], { text, values }: Statement): Statement {
  if (writes.length === 0) return { text, values };
  const all = [...values];
  const parts = writes.map((write, index) => `write_${index} as (${write((value) => `$${all.push(value)}`)})`);
  return { text: `with ${parts.join(', ')} ${text}`, values: all };
}
