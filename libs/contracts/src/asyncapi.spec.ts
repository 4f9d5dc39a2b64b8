import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { asyncApi } from './asyncapi.js';
import { contracts } from './contracts.js';

const checkedIn = readFileSync(new URL('../../../docs/asyncapi.json', import.meta.url), 'utf8');

describe('docs/asyncapi.json', () => {
  it('is what the contracts say (renew it with `node libs/contracts/dist/asyncapi.main.js` after a build)', () => {
    expect(JSON.parse(checkedIn)).toEqual(asyncApi());
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
