import type { Schema } from './record-schema.js';

export type ColumnType = 'text' | 'choice' | 'instant' | 'integer' | 'number' | 'boolean' | 'object';

/** A field of the audit record as a table has it. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Missing in records of before the contract had it. */
  readonly gained: boolean;
  readonly description?: string;
  /** Of an object whose fields are known; none where its keys are the sender's. */
  readonly fields: readonly Column[];
}

/** The columns of an object, in the order of its fields. Throws on what no column is known for. */
export function columnsOf({ properties = {}, required = [] }: Schema): Column[] {
  return Object.entries(properties).map(([name, field]) => columnOf(name, field, !required.includes(name)));
}

function columnOf(name: string, field: Schema, gained: boolean): Column {
  const kinds = kindsOf(field);
  const [schema, ...others] = kinds.filter(({ type }) => type !== 'null');
  const type = schema && others.length === 0 ? typeOf(schema) : undefined;
  if (!schema || !type) throw new Error(`no column is known for ${name}: ${JSON.stringify(field)}`);
  const description = field.description ?? schema.description;
  return { name, type, nullable: gained || kinds.length > 1, gained, ...(description === undefined ? {} : { description }), fields: columnsOf(schema) };
}

/** Null is a kind of its own, beside the other or, where that says no more than its type, in one list of types with it. */
function kindsOf({ anyOf, type, ...rest }: Schema): readonly Schema[] {
  return anyOf ?? [type ?? 'unknown'].flat().map((each) => ({ ...rest, type: each }));
}

function typeOf({ type, format, enum: choices, const: constant }: Schema): ColumnType | undefined {
  switch (type) {
    case 'string':
      if (format === 'date-time') return 'instant';
      return choices ? 'choice' : 'text';
    case 'number':
      return Number.isInteger(constant) ? 'integer' : 'number';
    case 'integer':
    case 'boolean':
    case 'object':
      return type;
    case undefined:
    default:
      return undefined;
  }
}
