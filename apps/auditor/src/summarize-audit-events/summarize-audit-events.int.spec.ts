import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { TestLogs } from '../../test/logs.js';
import { aReader, ReadingEvents } from '../../test/reading-events.js';
import { batchOf, revoked, used } from '../../test/records.js';
import { CreateMonths } from '../create-months/create-months.js';
import { SummarizeAuditEvents, type Summary } from './summarize-audit-events.js';
import { summarizeAuditEventsQuery } from './summarize-audit-events.request.js';

const [customer, account, otherAccount] = [mintId(), mintId(), mintId()];
const [one, other] = [mintId(), mintId()].sort() as [string, string];
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 11, minute)).toISOString();
const ofOne = { customer_id: customer, token_id: one, service_account_id: account };
const ofOther = { customer_id: customer, token_id: other, service_account_id: otherAccount };
const range = { from: at(0), to: at(59) };

let logs: TestLogs;
let summarize: SummarizeAuditEvents;
beforeAll(async () => {
  logs = await TestLogs.open();
  summarize = new SummarizeAuditEvents(new ReadingEvents(logs.dataSource).found);
  await new CreateMonths(logs.dataSource).execute(new Date('2026-03-01'));
  const repeated = used({ ...ofOne, count: 5, last_ip: '192.0.2.1', last_service_id: 'www' }, { time: at(10) });
  await logs.ingest(
    batchOf([
      repeated,
      repeated,
      used({ ...ofOne, count: 7, last_ip: '192.0.2.2', last_service_id: null }, { time: at(20) }),
      used({ ...ofOne, count: 2, outcome: 'refused', reason: 'expired', last_ip: null, last_service_id: null }, { time: at(30) }),
      revoked({ ...ofOne, ip: null }, { time: at(40) }),
      used({ ...ofOther, count: 1 }, { time: at(15) }),
      used({ count: 100 }, { time: at(15) }),
    ]),
  );
});
afterAll(() => logs.close());

const ask = (query: object, reader = aReader(customer)): Promise<{ readonly summaries: readonly Summary[]; readonly next: string | null }> =>
  summarize.execute(reader, summarizeAuditEventsQuery.parse({ ...range, ...query }));
const summaryOfOne = {
  id: one,
  events: 4,
  uses: 12,
  refusals: 2,
  actions: { 'token.revoked': 1, 'token.used': 3 },
  firstAt: new Date(at(10)),
  lastAt: new Date(at(40)),
  lastIp: '192.0.2.2',
  lastServiceId: 'www',
};

describe('a summary', () => {
  it('has for each token how often it was used and refused, what befell it, and where it was seen last; what came twice counts once', async () => {
    expect(await ask({ by: 'token' })).toMatchObject({ summaries: [summaryOfOne, { id: other, events: 1, uses: 1, refusals: 0 }], next: null });
  });

  it('has the same for each service account', async () => {
    const { summaries } = await ask({ by: 'service_account' });
    expect(summaries).toHaveLength(2);
    expect(summaries.find(({ id }) => id === account)).toEqual({ ...summaryOfOne, id: account });
  });

  it('counts what is asked for alone', async () => {
    expect(await ask({ by: 'token', outcome: 'failure' })).toMatchObject({ summaries: [{ id: one, events: 1, uses: 0, refusals: 2 }] });
    expect(await ask({ by: 'token', from: at(12), to: at(18) })).toMatchObject({ summaries: [{ id: other }] });
    expect(await ask({ by: 'token', action: 'token.revoked' })).toMatchObject({ summaries: [{ id: one, actions: { 'token.revoked': 1 } }] });
    expect(await ask({ by: 'token', service_id: 'none' })).toEqual({ summaries: [], next: null });
  });

  it('leads from page to page', async () => {
    const first = await ask({ by: 'token', limit: 1 });
    expect(first).toMatchObject({ summaries: [{ id: one }], next: one });
    expect(await ask({ by: 'token', limit: 1, cursor: one })).toMatchObject({ summaries: [{ id: other }], next: null });
  });

  it('shows nobody another customer’s (invariant 9)', async () => {
    expect(await ask({ by: 'token' }, aReader(mintId()))).toEqual({ summaries: [], next: null });
    await expect(ask({ by: 'token', customer_id: customer }, aReader(mintId()))).rejects.toMatchObject({ code: 'not_found' });
  });
});

it.each([
  [{ by: 'token' }, ['from']],
  [{ by: 'customer', from: at(0) }, ['by']],
  [{ by: 'token', from: at(30), to: at(30) }, ['to']],
  [{ by: 'token', from: '2026-01-01T00:00:00Z', to: '2026-02-02T00:00:00Z' }, ['from']],
  [{ by: 'token', from: '2020-01-01T00:00:00Z' }, ['from']],
  [{ by: 'token', from: at(0), to: at(1), cursor: 'none' }, ['cursor']],
  [{ by: 'token', from: at(0), to: at(1), text: 'any' }, []],
])('is refused where the question is %j', (query, path) => {
  const { error } = summarizeAuditEventsQuery.safeParse(query);
  expect(error?.issues.map((issue) => issue.path)).toEqual([path]);
});
