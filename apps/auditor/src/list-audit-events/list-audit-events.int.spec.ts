import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@latchkey/runtime';
import { aGrant } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { TestLogs } from '../../test/logs.js';
import { ReadingEvents } from '../../test/reading-events.js';
import { batchOf, idOf, junk, reported, revoked, used } from '../../test/records.js';
import { writeCursor } from '../audit-events/event-cursor.js';
import type { AuditPage } from './list-audit-events.js';
import { listAuditEventsQuery } from './list-audit-events.request.js';

const [ours, theirs] = [mintId(), mintId()];
const token = mintId();
const mine = { customer_id: ours };
const at = (second: number): Date => new Date(Date.UTC(2026, 2, 1, 12, 0, second));
const us: Caller = { kind: 'token', tokenId: mintId(), customerId: ours, serviceAccountId: mintId(), name: 'reader', platform: false, grant: aGrant() };
const them: Caller = { ...us, customerId: theirs };
const platform: Caller = { ...us, customerId: mintId(), platform: true };

let logs: TestLogs;
let reading: ReadingEvents;
const list = (caller: Caller, query: object = {}): Promise<AuditPage> => reading.list.execute(caller, listAuditEventsQuery.parse(query));
const idsOf = ({ events }: AuditPage): (string | null)[] => events.map(({ record }) => record.event_id);
const ids = async (caller: Caller, query: object = {}): Promise<(string | null)[]> => idsOf(await list(caller, query));

function endOf({ next }: AuditPage): string {
  if (!next) throw new Error('this is the last page');
  return writeCursor(next);
}

async function ingest(second: number, ...[records, place]: Parameters<typeof batchOf>): Promise<string[]> {
  logs.now = at(second);
  await logs.ingest(batchOf(records, place));
  return records.map(idOf).reverse();
}

/** The last ingested first. */
let inOrder: string[];
beforeAll(async () => {
  logs = await TestLogs.open();
  reading = new ReadingEvents(logs.dataSource);
  const first = await ingest(1, [revoked({ ...mine, token_id: token }), revoked(mine)]);
  const uses = await ingest(2, [used({ ...mine, token_id: token }), used(mine), used({ ...mine, token_id: token, outcome: 'refused', reason: 'expired' })], { partition: 3 });
  const sameMoment = await ingest(2, [revoked(mine), revoked(mine)], { from: 2n });
  await ingest(3, [revoked({ customer_id: theirs }), junk('x')], { from: 4n });
  inOrder = [...uses, ...sameMoment, ...first];
});
afterAll(() => logs.close());

describe('ListAuditEvents', () => {
  it('lists what is on record of the customer, the last ingested first', async () => {
    expect(await ids(us)).toEqual(inOrder);
  });

  it('gives with each record the leaf hash that proves it', async () => {
    const [newest] = (await list(us, { limit: 1 })).events;
    const stored = await logs.stored('token-usage/3');
    expect(newest?.record).toEqual(stored[2]?.record);
    expect(newest?.leafHash).toBe(stored[2]?.leafHash.toString('hex'));
  });

  it('lists what happened to one token', async () => {
    expect(await ids(us, { token_id: token })).toEqual([inOrder[0], inOrder[2], inOrder[6]]);
    expect(await ids(us, { token_id: mintId() })).toEqual([]);
    expect(await ids(them, { token_id: token })).toEqual([]);
  });

  it('lists what was done with a token at services, and what it did here to others, in one order with what befell it', async () => {
    const [whole, theirCustomer] = [mintId(), mintId()];
    const actor = { kind: 'token', token_id: whole, service_account_id: mintId(), person_id: null, name: 'provisioner' } as const;
    const own = { customer_id: theirCustomer, token_id: whole };
    const befallen = await ingest(200, [revoked(own), revoked({ ...own, actor }), revoked({ ...own, customer_id: mintId() })], { partition: 4 });
    const done = await ingest(201, [reported({ ...own, target: { type: 'dish', id: 'soup/7' } }), reported({ customer_id: theirCustomer })]);
    const toOthers = await ingest(202, [revoked({ customer_id: theirCustomer, actor }), revoked({ customer_id: theirCustomer })], { partition: 4, from: 3n });
    const caller: Caller = { ...us, customerId: theirCustomer };
    const trail = [toOthers[1], done[1], befallen[1], befallen[2]];
    expect(await ids(caller, { token_id: whole })).toEqual(trail);
    const first = await list(caller, { token_id: whole, limit: 3 });
    expect([...idsOf(first), ...(await ids(caller, { token_id: whole, cursor: endOf(first) }))]).toEqual(trail);
    expect(await ids(caller, { target_id: 'soup/7' })).toEqual([done[1]]);
    expect(await ids(caller, { target_id: 'soup/7', token_id: mintId() })).toEqual([]);
    expect(await ids(caller, { token_id: whole, action: 'activity.' })).toEqual([done[1]]);
    expect(await ids(us, { target_id: 'soup/7' })).toEqual([]);
  });

  it('lists what one action was, or how it starts', async () => {
    expect(await ids(us, { action: 'token.used' })).toEqual(inOrder.slice(0, 3));
    expect(await ids(us, { action: 'token.' })).toEqual(inOrder);
    expect(await ids(us, { action: 'token.r', token_id: token })).toEqual([inOrder[6]]);
    expect(await ids(us, { action: 'token._sed' })).toEqual([]);
    expect(await ids(us, { action: 'oken' })).toEqual([]);
  });

  it.each([1, 2, 3, 4, 7])('gives each event once over pages of %d, also while more come in', async (limit) => {
    const seen: (string | null)[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 10; pages++) {
      const page = await list(us, { limit, ...(cursor && { cursor }) });
      seen.push(...idsOf(page));
      if (!page.next) break;
      cursor = writeCursor(page.next);
      const row = await logs.row('token-events/1');
      await ingest(60 + pages, [revoked(mine)], { partition: 1, from: BigInt(String(row?.['next_offset'] ?? 0)) });
    }
    expect(seen.slice(-inOrder.length)).toEqual(inOrder);
    expect(new Set(seen).size).toBe(seen.length);
    await logs.dataSource.query(`delete from auditor.records where log = 'token-events/1'`);
  });

  it('leaves out what only repeats an earlier entry', async () => {
    const event = revoked({ customer_id: theirs });
    await ingest(120, [event, event], { partition: 2 });
    await ingest(121, [event], { partition: 2, from: 2n });
    expect((await ids(them)).filter((id) => id === idOf(event))).toHaveLength(1);
  });

  it('invariant 9: shows a customer its own alone, and the platform whom it names', async () => {
    for (const { record } of (await list(us)).events) expect(record.customer_id).toBe(ours);
    for (const { record } of (await list(them)).events) expect(record.customer_id).toBe(theirs);
    expect(await ids(platform)).toEqual([]);
    expect(await ids(platform, { customer_id: ours })).toEqual(inOrder);
    expect(await ids(us, { customer_id: ours })).toEqual(inOrder);
    for (const named of [theirs, mintId()]) await expect(list(us, { customer_id: named })).rejects.toMatchObject({ code: 'not_found', status: 404 });
  });

  it('does not fail at a cursor from before all time', async () => {
    const cursor = Buffer.from(JSON.stringify(['0000-01-01T00:00:00Z', 'token-events/0', 0])).toString('base64url');
    expect(await list(us, { cursor })).toEqual({ events: [], next: null });
  });
});
