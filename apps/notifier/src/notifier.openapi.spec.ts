import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { openApiFaults } from '@latchkey/testing';
import { notifierOpenApi } from './notifier.openapi.js';

const checkedIn = JSON.parse(readFileSync(new URL('../../../docs/openapi/notifier.json', import.meta.url), 'utf8')) as object;

describe('docs/openapi/notifier.json', () => {
  it('is what the routes say (renew it with `npm run docs`)', async () => {
    expect(checkedIn).toEqual(JSON.parse(JSON.stringify(await notifierOpenApi())));
  });

  it('is valid, and leaves out nothing that a caller has to know', async () => {
    expect(await openApiFaults(checkedIn)).toEqual([]);
  });
});
