import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Service } from '@latchkey/runtime';
import { eventually } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { Callers } from '../../test/callers.js';
import { RunningNotifier } from '../../test/running-notifier.js';
import { aToken, dayOf, stateRecord } from '../../test/schedule.js';

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

it('a schedule is set, seen, changed, and taken away', async () => {
  expect((await callers.ask('admin', 'GET', `/schedules/${account}`)).status).toBe(404);
  const first = await callers.ask('admin', 'PUT', `/schedules/${account}`, { notify_days: [60, 14] });
  expect(first).toMatchObject({
    status: 200,
    body: { customer_id: customer, service_account_id: account, notify_days: [60, 14], unused_days: null, updated_by: { name: 'admin' } },
  });
  const second = await callers.ask('admin', 'PUT', `/schedules/${account}`, { unused_days: 0 });
  expect(second.body).toMatchObject({ notify_days: null, unused_days: 0 });
  expect((await callers.ask('reader', 'GET', `/schedules/${account}`)).body).toEqual(second.body);
  expect((await callers.ask('admin', 'DELETE', `/schedules/${account}`)).status).toBe(204);
  expect((await callers.ask('admin', 'DELETE', `/schedules/${account}`)).status).toBe(404);
});

it('the default stands beside those of service accounts, and first in the list', async () => {
  const accounts = [mintId(), mintId()].sort();
  for (const of of [...accounts, 'default']) await callers.ask('admin', 'PUT', `/schedules/${of}`, { notify_days: [5] });
  const page = async (cursor: unknown, of: string | null | undefined, next: unknown): Promise<unknown> => {
    const { body } = await callers.ask('admin', 'GET', `/schedules?limit=1${cursor === undefined ? '' : `&cursor=${String(cursor)}`}`);
    expect(body).toEqual({ data: [expect.objectContaining({ service_account_id: of, notify_days: [5] })], next_cursor: next });
    return body['next_cursor'];
  };
  const afterDefault = await page(undefined, null, expect.any(String));
  await page(await page(afterDefault, accounts[0], accounts[0]), accounts[1], null);
});

it('the tokens of a schedule that changes are planned anew within seconds', async () => {
  const today = dayOf(new Date());
  const token = aToken(today - 1, today + 100, { customer_id: customer, service_account_id: account });
  await notifier.write([stateRecord(token)], 1);
  const nextNotice = (days: number): Promise<void> =>
    eventually(async () => {
      const { body } = await callers.ask<{ data: { token_id: string; next_notice_at: string }[] }>('reader', 'GET', '/expiring?within=200d');
      const due = body.data.find(({ token_id: id }) => id === token.id)?.next_notice_at;
      expect(due).toBe(new Date(Date.parse(token.grant.expires_at ?? '') - days * 86_400_000).toISOString());
    }, { timeoutMs: 30_000 });
  await callers.ask('admin', 'PUT', '/schedules/default', { notify_days: [40] });
  await nextNotice(40);
  await callers.ask('admin', 'PUT', `/schedules/${account}`, { notify_days: [60] });
  await nextNotice(60);
});

it('a customer sees and sets its own alone, the platform any (invariant 9)', async () => {
  await callers.ask('admin', 'PUT', '/schedules/default', { notify_days: [9] });
  expect((await callers.ask('stranger', 'GET', '/schedules')).body).toEqual({ data: [], next_cursor: null });
  for (const [method, body] of [['GET', undefined], ['PUT', { notify_days: [] }], ['DELETE', undefined]] as const) {
    expect(await callers.ask('stranger', method, `/schedules/default?customer_id=${customer}`, body)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
  expect((await callers.ask('platform', 'GET', `/schedules/default?customer_id=${customer}`)).body).toMatchObject({ notify_days: [9] });
});

it('only who holds notification:write changes one', async () => {
  for (const [method, body] of [['PUT', { notify_days: [] }], ['DELETE', undefined]] as const) {
    expect(await callers.ask('reader', method, '/schedules/default', body)).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
  }
});

it.each<[string, string, object, number]>([
  ['a day that is none', account, { notify_days: [0] }, 400],
  ['more than a year', account, { notify_days: [366] }, 400],
  ['a day twice', account, { notify_days: [7, 7] }, 400],
  ['more than ten', account, { notify_days: [...Array(11).keys()].map((n) => n + 1) }, 400],
  ['days of disuse below none', account, { unused_days: -1 }, 400],
  ['a field that there is not', account, { notify: [7] }, 400],
  ['a service account that is no id', 'somebody', { notify_days: [7] }, 404],
])('refuses %s', async (_, of, body, status) => {
  expect((await callers.ask('admin', 'PUT', `/schedules/${of}`, body)).status).toBe(status);
});
