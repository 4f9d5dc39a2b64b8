import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@latchkey/testing';
import { Counters, schema } from '../test/counters.js';
import { RelayRunsError } from './outbox.errors.js';
import { withoutRelay } from './without-relay.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase(Counters.migrate);
});
afterAll(() => database.drop());

it('keeps every relay out until the work is done, and refuses where one is in', async () => {
  const inner = withoutRelay(database.url, schema, async () => {
    await expect(withoutRelay(database.url, schema, async () => 'twice')).rejects.toThrow(RelayRunsError);
    return 'once';
  });
  expect(await inner).toBe('once');
  expect(await withoutRelay(database.url, schema, async () => 'again')).toBe('again');
});

it('lets relays in after work that has failed', async () => {
  await expect(withoutRelay(database.url, schema, () => Promise.reject(new Error('no luck today')))).rejects.toThrow('no luck today');
  expect(await withoutRelay(database.url, schema, async () => 'again')).toBe('again');
});
