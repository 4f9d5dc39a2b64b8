import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { auditRecorded } from '../events/audit-record.v1.js';
import { analyticsFiles } from './analytics-files.js';
import { clickhouseDdl } from './clickhouse.js';
import { type Column, columnsOf } from './columns.js';
import { postgresDdl } from './postgres.js';
import { auditRecordSchema } from './record-schema.js';

const folder = new URL('../../../../docs/analytics/', import.meta.url);
const samples = new URL('../../samples/', import.meta.url);
const valueOf = (sample: string): unknown => (JSON.parse(readFileSync(new URL(sample, samples), 'utf8')) as { value: unknown }).value;
const files = Object.entries(analyticsFiles());

describe('docs/analytics', () => {
  it.each(files)('%s is what the contract says (renew it with `npm run docs`)', (name, text) => {
    expect(readFileSync(new URL(name, folder), 'utf8')).toBe(text);
  });

  it('has no other file that would have to be renewed', () => {
    expect(readdirSync(folder).filter((name) => /^(fields\.md|.*\.(json|sql))$/.test(name)).sort()).toEqual(files.map(([name]) => name).sort());
  });

  it.each(files)('%s has every field of the record', (_name, text) => {
    for (const field of Object.keys(auditRecorded.schema.shape)) expect(text).toMatch(new RegExp(`["\`]${field}["\`]`));
  });
});

describe('the JSON Schema of the record', () => {
  const schema = z.fromJSONSchema(auditRecordSchema() as Parameters<typeof z.fromJSONSchema>[0]);
  const sample = valueOf('audit.recorded.v1.json') as object;

  it.each(['audit.recorded.v1.json', 'earlier/audit.recorded.v1.json'])('takes samples/%s', (name) => {
    expect(schema.safeParse(valueOf(name))).toMatchObject({ success: true });
  });

  it('takes a record with a field that is not known yet', () => {
    expect(schema.safeParse({ ...sample, gained_later: 1 })).toMatchObject({ success: true });
  });

  it.each([{ index: '1' }, { schema_version: 2 }, { action: null }, { ingested_at: undefined }])('refuses %p', (wrong) => {
    expect(schema.safeParse({ ...sample, ...wrong })).toMatchObject({ success: false });
  });
});

describe('columnsOf', () => {
  const columns = (fields: z.ZodRawShape): object[] => columnsOf(z.toJSONSchema(z.object(fields), { io: 'input' }) as ReturnType<typeof auditRecordSchema>);
  const plain = { nullable: false, gained: false, fields: [] };

  it('knows a column for each kind of field that the record may gain', () => {
    const fields = {
      flag: z.boolean().default(false),
      count: z.int().optional(),
      ratio: z.number().nullable(),
      at: z.iso.datetime(),
      kind: z.enum(['a', 'b']).describe('of two'),
      maker: z.strictObject({ name: z.string().nullable() }).nullable(),
    };
    expect(columns(fields)).toEqual([
      { ...plain, name: 'flag', type: 'boolean', nullable: true, gained: true },
      { ...plain, name: 'count', type: 'integer', nullable: true, gained: true },
      { ...plain, name: 'ratio', type: 'number', nullable: true },
      { ...plain, name: 'at', type: 'instant' },
      { ...plain, name: 'kind', type: 'choice', description: 'of two' },
      { ...plain, name: 'maker', type: 'object', nullable: true, fields: [{ ...plain, name: 'name', type: 'text', nullable: true }] },
    ]);
  });

  it('leaves no field out that it does not know', () => {
    for (const field of [z.union([z.string(), z.int()]), z.union([z.string(), z.boolean()]).nullable(), z.array(z.string()), z.unknown(), z.null()]) {
      expect(() => columns({ field })).toThrow('no column is known for field');
    }
  });
});

describe('a field that the record gains', () => {
  const columns: Column[] = [{ name: 'future', type: 'boolean', nullable: true, gained: true, description: 'Whether\nahead.', fields: [] }];

  it.each([
    [postgresDdl(columns), 'alter table audit_records add column if not exists "future" boolean; -- Whether ahead.\n'],
    [clickhouseDdl(columns), 'alter table audit_records add column if not exists `future` Nullable(Bool); -- Whether ahead.\n'],
  ])('is added to a table that was made before', (ddl, added) => {
    expect(ddl).toContain(added);
  });
});
