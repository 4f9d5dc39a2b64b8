import { z } from 'zod';
import { auditRecorded } from '../events/audit-record.v1.js';

/** As far as the audit record makes use of JSON Schema. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/**
 * The JSON Schema of a line that was exported from the audit topic. A field that the record gained is not required, since the topic has records from before,
 * and fields that are not here are allowed, since it may gain more.
 */
export function auditRecordSchema(): Schema {
  const { $schema, ...schema } = z.toJSONSchema(auditRecorded.schema, {
    io: 'input',
    override: ({ jsonSchema: node }) => {
      if (node.additionalProperties === false) delete node.additionalProperties;
    },
  });
  return { $schema, title: auditRecorded.type, description: auditRecorded.summary, ...schema } as Schema;
}
