import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Service } from '@latchkey/runtime';
import { mintId } from '@latchkey/tokens';
import { Callers } from '../../test/callers.js';
import { RunningNotifier } from '../../test/running-notifier.js';

let notifier: RunningNotifier;
let service: Service;
const callers = new Callers(() => service);
const { customer } = callers;
const account = mintId();

beforeAll(async () => {
  notifier = await new RunningNotifier().open();
  service = await notifier.start();
  await callers.enter(notifier);
});
afterAll(() => notifier.close());

it('a contact is set, seen, changed, and taken away', async () => {
  expect((await callers.ask('admin', 'GET', `/contacts/${account}`)).status).toBe(404);
  const first = await callers.ask('admin', 'PUT', `/contacts/${account}`, { emails: ['deploy@example.com'] });
  expect(first).toMatchObject({ status: 200, body: { customer_id: customer, service_account_id: account, emails: ['deploy@example.com'], updated_by: { name: 'admin' } } });
  const second = await callers.ask('admin', 'PUT', `/contacts/${account}`, { emails: ['a@example.com', 'b@example.com'] });
  expect((await callers.ask('reader', 'GET', `/contacts/${account}`)).body).toEqual(second.body);
  expect(second.body['emails']).toEqual(['a@example.com', 'b@example.com']);
  expect((await callers.ask('admin', 'DELETE', `/contacts/${account}`)).status).toBe(204);
  expect((await callers.ask('admin', 'DELETE', `/contacts/${account}`)).status).toBe(404);
});

it('the fallback stands beside those of service accounts, and first in the list', async () => {
  const accounts = [mintId(), mintId()].sort();
  for (const of of [...accounts, 'fallback']) await callers.ask('admin', 'PUT', `/contacts/${of}`, { emails: ['team@example.com'] });
  await callers.ask('admin', 'PUT', '/contacts/fallback', { emails: ['all@example.com'] });
  const view = (of: string | null | undefined): object => expect.objectContaining({ service_account_id: of });
  const first = await callers.ask('admin', 'GET', '/contacts?limit=1');
  expect(first.body).toEqual({ data: [expect.objectContaining({ service_account_id: null, emails: ['all@example.com'] })], next_cursor: expect.any(String) });
  const second = await callers.ask('admin', 'GET', `/contacts?limit=1&cursor=${String(first.body['next_cursor'])}`);
  expect(second.body).toEqual({ data: [view(accounts[0])], next_cursor: accounts[0] });
  const last = await callers.ask('admin', 'GET', `/contacts?limit=1&cursor=${String(second.body['next_cursor'])}`);
  expect(last.body).toEqual({ data: [view(accounts[1])], next_cursor: null });
});

it('a customer sees and sets its own alone, the platform any (invariant 9)', async () => {
  await callers.ask('admin', 'PUT', '/contacts/fallback', { emails: ['all@example.com'] });
  expect((await callers.ask('stranger', 'GET', '/contacts')).body).toEqual({ data: [], next_cursor: null });
  for (const [method, body] of [['GET', undefined], ['PUT', { emails: ['x@example.com'] }], ['DELETE', undefined]] as const) {
    expect(await callers.ask('stranger', method, `/contacts/fallback?customer_id=${customer}`, body)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
  expect((await callers.ask('platform', 'GET', `/contacts/fallback?customer_id=${customer}`)).body).toMatchObject({ emails: ['all@example.com'] });
  expect((await callers.ask('reader', 'PUT', '/contacts/fallback', { emails: ['x@example.com'] })).status).toBe(403);
});

it.each<[string, string, unknown, number]>([
  ['no address', account, { emails: [] }, 400],
  ['what is no address', account, { emails: ['nobody'] }, 400],
  ['an address that would end a header', account, { emails: ['a@example.com\r\nBcc: b@example.com'] }, 400],
  ['an address twice', account, { emails: ['a@example.com', 'a@example.com'] }, 400],
  ['more than twenty', account, { emails: [...Array(21).keys()].map((n) => `${n}@example.com`) }, 400],
  ['a service account that is no id', 'somebody', { emails: ['a@example.com'] }, 404],
])('refuses %s', async (_, of, body, status) => {
  expect((await callers.ask('admin', 'PUT', `/contacts/${of}`, body as object)).status).toBe(status);
});
