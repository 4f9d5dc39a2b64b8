import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import type { Caller } from '@latchkey/runtime';
import { aGrant } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { TestLogs } from '../../test/logs.js';
import { batchOf, customerErased, revoked, used } from '../../test/records.js';
import { StoredEvents } from '../audit-events/stored-events.js';
import { StartEpoch } from '../start-epoch/start-epoch.js';
import { CustomerNotErasedError } from './customer-not-erased.error.js';
import { EraseCustomerRecords } from './erase-customer-records.js';

const log = 'token-events/0';
const customer = mintId();
const us: Caller = { kind: 'token', tokenId: mintId(), customerId: customer, serviceAccountId: mintId(), name: 'reader', platform: false, grant: aGrant() };
let logs: TestLogs;
beforeAll(async () => {
  logs = await TestLogs.open();
});
afterAll(() => logs.close());
beforeEach(() => logs.clear());

const ours = (): OutgoingRecord => revoked({ customer_id: customer });
const many = (count: number): OutgoingRecord[] => [...Array(count).keys()].map(ours);
const erase = (now = () => logs.now): Promise<number> => new EraseCustomerRecords(logs.dataSource).execute(customer, { now, anyway: true });
const eraseErased = (now = () => logs.now): Promise<number> => new EraseCustomerRecords(logs.dataSource).execute(customer, { now });
const actions = async (name = log): Promise<[number, string][]> => (await logs.records(name)).map(({ index, action }) => [index, action]);

describe('the records of a customer', () => {
  it('go with their salts, repeated ones too, and nobody else’s do', async () => {
    const event = ours();
    await logs.ingest(batchOf([event, revoked(), event, ours()]));
    expect(await erase()).toBe(3);
    expect(await actions()).toEqual([[1, 'token.revoked'], [4, 'records.erased'], [5, 'records.erased']]);
  });

  it('leave their entries, and are answered for as what is not there', async () => {
    await logs.ingest(batchOf([ours()]));
    const before: unknown = await logs.dataSource.query('select * from auditor.entries');
    await erase();
    expect(await logs.dataSource.query('select * from auditor.entries where index = 0')).toEqual(before);
    await expect(new StoredEvents(logs.dataSource).find(us, { log, index: 0 })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are told of by the log, as an entry that is nobody’s', async () => {
    await logs.ingest(batchOf([ours(), ours(), revoked(), ours()]));
    await erase();
    expect((await logs.records()).at(-1)).toEqual({
      schema_version: 1,
      log,
      index: 4,
      event_id: null,
      event_source: null,
      action: 'records.erased',
      occurred_at: logs.now.toISOString(),
      ingested_at: logs.now.toISOString(),
      customer_id: null,
      actor: { kind: 'system', token_id: null, service_account_id: null, person_id: null, name: 'auditor' },
      reported_by: null,
      token_id: null,
      service_id: null,
      unknown_token: false,
      target_type: 'customer',
      target_id: customer,
      outcome: 'success',
      reason: null,
      ip: null,
      user_agent: null,
      request_id: null,
      duplicate_of: null,
      details: { log, entries: [[0, 1], [3, 3]] },
    });
  });

  it('stay erased: there is nothing more to do or to tell', async () => {
    await logs.ingest(batchOf([ours()]));
    await erase();
    expect(await erase()).toBe(0);
    expect(await actions()).toEqual([[1, 'records.erased']]);
  });

  it('go from all logs, in pages, and from where it was broken off', async () => {
    await logs.ingest(batchOf(many(700)));
    await logs.ingest(batchOf([...Array(400).keys()].map(() => used({ customer_id: customer })), { partition: 3 }));
    let calls = 0;
    const breaking = (): Date => {
      calls += 1;
      if (calls === 2) throw new Error('broken off');
      return logs.now;
    };
    await expect(erase(breaking)).rejects.toThrow('broken off');
    const left = (await logs.records()).length + (await logs.records('token-usage/3')).length - 1;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(1100);
    expect(await erase()).toBe(left);
    expect((await actions()).every(([, action]) => action === 'records.erased')).toBe(true);
    expect((await actions('token-usage/3')).every(([, action]) => action === 'records.erased')).toBe(true);
  });

  it('go while more come in, and each of these has its entry', async () => {
    await logs.ingest(batchOf(many(1200)));
    const erasing = erase();
    for (let from = 1200n; from < 1210n; from++) await logs.ingest(batchOf([revoked()], { from }));
    const erased = await erasing;
    expect(erased).toBe(1200);
    const rows = await logs.records();
    expect(rows.filter(({ action }) => action === 'token.revoked')).toHaveLength(10);
    expect(await logs.row()).toMatchObject({ next_offset: '1210', size: String(1200 + rows.length) });
  });

  it('of a log that has ended are told of by the one after it', async () => {
    await logs.ingest(batchOf([ours()]));
    logs.kafka.clusterId = 'cluster-2';
    await expect(logs.ingest(batchOf([ours()], { from: 1n }))).rejects.toThrow('is stopped');
    await new StartEpoch(logs.dataSource, logs.cluster, logs.keys).execute({ topic: 'token-events', partition: 0 });
    await erase();
    expect(await logs.records()).toEqual([]);
    expect(await logs.records(`${log}@2`)).toMatchObject([{ index: 0, action: 'records.erased', details: { log, entries: [[0, 0]] } }]);
  });

  it('of a log that is stopped go as well, and it stays stopped', async () => {
    await logs.ingest(batchOf([ours()]));
    logs.kafka.clusterId = 'cluster-2';
    await expect(logs.ingest(batchOf([ours()], { from: 1n }))).rejects.toThrow('is stopped');
    await erase();
    expect(await logs.row()).toMatchObject({ size: '2', stopped: 'cluster_changed' });
  });
});

describe('a customer whose records may go', () => {
  it('is none of whom something else is told: that others were erased, and tokens of its own that end, say nothing', async () => {
    await logs.ingest(batchOf([ours(), customerErased(mintId()), revoked({ token_id: customer })]));
    await expect(eraseErased()).rejects.toThrow(CustomerNotErasedError);
    expect(await actions()).toHaveLength(3);
  });

  it('is one that the issuer has erased, whichever log tells', async () => {
    await logs.ingest(batchOf([ours()]));
    await logs.ingest(batchOf([customerErased(customer)], { partition: 3 }));
    expect(await eraseErased()).toBe(2);
  });

  it('is one whose erasure was broken off after the word of the issuer had gone, and one of whom something comes late', async () => {
    await logs.ingest(batchOf([customerErased(customer)]));
    logs.now = new Date(logs.now.getTime() + 1000);
    await logs.ingest(batchOf(many(700), { from: 1n }));
    let calls = 0;
    const breaking = (): Date => {
      calls += 1;
      if (calls === 2) throw new Error('broken off');
      return logs.now;
    };
    await expect(eraseErased(breaking)).rejects.toThrow('broken off');
    expect((await actions()).map(([, action]) => action)).not.toContain('customer.erased');
    expect(await eraseErased()).toBe(201);
    await logs.ingest(batchOf([ours()], { from: 701n }));
    expect(await eraseErased()).toBe(1);
  });
});
