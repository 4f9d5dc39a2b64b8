import { readdirSync, readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { asyncApi } from './asyncapi.js';
import { contracts } from './contracts.js';

const checkedIn = readFileSync(new URL('../../../docs/asyncapi.json', import.meta.url), 'utf8');
const samples = new URL('../samples/', import.meta.url);
const sampleNames = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];
/** The parser counts upwards from errors. */
const warning = 1;

describe('docs/asyncapi.json', () => {
  it('is what the contracts say (renew it with `npm run docs`)', () => {
    expect(JSON.parse(checkedIn)).toEqual(asyncApi());
  });

  it('is AsyncAPI 3, as the parser of AsyncAPI itself has it', async () => {
    const { document, diagnostics } = await new Parser().parse(checkedIn);
    expect(diagnostics.filter(({ severity }) => severity <= warning)).toEqual([]);
    expect(document?.version()).toMatch(/^3\./);
    expect(document?.allMessages().all().map((message) => message.name()).sort()).toEqual(contracts.map(({ type }) => type).sort());
  });

  it.each(sampleNames)('has a schema that takes samples/%s', (name) => {
    const { headers, value } = JSON.parse(readFileSync(new URL(name, samples), 'utf8')) as { headers: { ce_type: string }; value: unknown };
    const { components } = asyncApi() as { components: { schemas: Record<string, JsonSchema> } };
    expect(z.fromJSONSchema(components.schemas[headers.ce_type] ?? false).safeParse(value)).toMatchObject({ success: true });
  });

  it('has every event version, with a schema', () => {
    for (const { type } of contracts) expect(asyncApi()).toHaveProperty(['components', 'schemas', type, 'type'], 'object');
  });

  it('refers only to what is there', () => {
    const document = asyncApi();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path.split('/'));
    expect(references.length).toBeGreaterThan(contracts.length);
    for (const path of references) expect(document).toHaveProperty(path);
  });

  it('tells readers to take fields that they do not know', () => {
    expect(checkedIn).not.toContain('"additionalProperties": false');
  });
});
