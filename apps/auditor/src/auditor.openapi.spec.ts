import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { openApiFaults } from '@latchkey/testing';
import { auditorOpenApi } from './auditor.openapi.js';

const checkedIn = JSON.parse(readFileSync(new URL('../../../docs/openapi/auditor.json', import.meta.url), 'utf8')) as object;

describe('docs/openapi/auditor.json', () => {
  it('is what the routes say (renew it with `npm run docs`)', async () => {
    expect(checkedIn).toEqual(JSON.parse(JSON.stringify(await auditorOpenApi())));
  });

  it('is valid, and leaves out nothing that a caller has to know', async () => {
    expect(await openApiFaults(checkedIn)).toEqual([]);
  });
});
