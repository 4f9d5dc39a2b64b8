import { clickhouseDdl } from './clickhouse.js';
import { columnsOf } from './columns.js';
import { duckdbLoad } from './duckdb.js';
import { fieldTable } from './field-table.js';
import { postgresDdl } from './postgres.js';
import { auditRecordSchema } from './record-schema.js';

const made = '-- Made from libs/contracts/src/events/audit-record.v1.ts by `npm run docs`.\n\n';

/** What docs/analytics has of the contract of the audit topic, by name of the file. */
export function analyticsFiles(): Readonly<Record<string, string>> {
  const schema = auditRecordSchema();
  const columns = columnsOf(schema);
  return {
    'audit-record.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
    'fields.md': fieldTable(columns),
    'postgres.sql': made + postgresDdl(columns),
    'clickhouse.sql': made + clickhouseDdl(columns),
    'duckdb.sql': made + duckdbLoad(columns),
  };
}
