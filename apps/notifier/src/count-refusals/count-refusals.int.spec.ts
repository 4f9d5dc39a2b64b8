import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contractsOf, decodeEvent, encodeEvent, tokenUsed } from '@latchkey/contracts';
import type { DataOf, OutgoingRecord } from '@latchkey/contracts';
import type { Batch } from '@latchkey/kafka';
import { Outbox } from '@latchkey/outbox';
import { mintId } from '@latchkey/tokens';
import { Logger } from '@nestjs/common';
import { aToken, day, Schedule, stateRecord } from '../../test/schedule.js';
import { CountRefusals } from './count-refusals.js';

const often = 10;
const token = aToken(1, 300, { labels: { team: 'edge' } });
let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
});
afterAll(() => schedule.close());
beforeEach(async () => {
  await schedule.clear();
  await schedule.dataSource.query('truncate notifier.refusals, notifier.refusals_told, notifier.usage_positions');
  await schedule.read(1, [stateRecord(token)]);
});

/** At an hour of the second day, which has 24. */
const at = (hour: number): Date => new Date(day(2).getTime() + hour * 3_600_000);

function used(count: number, hour: number, overrides: Partial<DataOf<typeof tokenUsed>> = {}): OutgoingRecord {
  const when = at(hour).toISOString();
  const about = { token_id: token.id, customer_id: token.customer_id, service_account_id: token.service_account_id, verifier: 'verifier-1' };
  const last = { last_used_at: when, last_ip: '192.0.2.10', last_user_agent: 'curl/8.5.0', last_service_id: null };
  const data = { ...about, minute: when, outcome: 'refused', reason: 'expired', count, ...last, ...overrides } as const;
  return encodeEvent(tokenUsed, { id: mintId(), source: 'verifier', time: when, subject: data.token_id, data });
}

function batch(records: readonly OutgoingRecord[], from = 0n): Batch<'token-usage'> {
  const received = records.map(({ key, value, headers }, index) => {
    const raw = { key, headers, value: Buffer.from(value ?? '') };
    return { offset: from + BigInt(index), timestamp: 0, raw, decoded: decodeEvent(contractsOf('token-usage'), raw) };
  });
  const nextOffset = from + BigInt(records.length);
  return { topic: 'token-usage', partition: 0, records: received, fromOffset: from, nextOffset, endOffset: nextOffset };
}

const counter = (from = often): CountRefusals => new CountRefusals(schedule.dataSource, new Outbox(schedule.dataSource, 'notifier', new Logger()), from);
const read = (records: readonly OutgoingRecord[], from = 0n, now = at(30)): Promise<void> => counter().execute(batch(records, from), now);
const announced = async (): Promise<unknown[]> =>
  (await schedule.sent()).map(({ key, value, headers }) => {
    const decoded = decodeEvent(contractsOf('token-events'), { key, headers, value: Buffer.from(value ?? '') });
    return decoded.kind === 'event' ? decoded.event : decoded;
  });

describe('a token that is refused', () => {
  it('often within an hour is announced, with from where', async () => {
    await read([used(6, 3), used(5, 3.5, { last_ip: '198.51.100.7' })]);
    expect(await announced()).toEqual([
      {
        id: `${token.id}/refused/expired/2026-01-02`, source: 'notifier', type: 'token.refused-often.v1', subject: token.id, time: at(30).toISOString(),
        data: {
          token_id: token.id, customer_id: token.customer_id, service_account_id: token.service_account_id, token_name: 'ci', labels: { team: 'edge' },
          reason: 'expired', count: 11, since: at(3).toISOString(), ip: '198.51.100.7', user_agent: 'curl/8.5.0',
        },
      },
    ]);
  });

  it.each<[string, OutgoingRecord[]]>([
    ['less often than that', [used(9, 3)]],
    ['as often over two hours', [used(6, 3.9), used(6, 4.1)]],
    ['as often for two reasons', [used(6, 3), used(6, 3, { reason: 'suspended' })]],
    ['not, but allowed', [used(20, 3, { outcome: 'allowed', reason: null })]],
    ['and is not known', [used(20, 3, { token_id: mintId() })]],
  ])('%s is not', async (_, records) => {
    await read(records);
    expect(await announced()).toEqual([]);
  });

  it('is announced once for each reason and day', async () => {
    await read([used(20, 3), used(20, 5), used(20, 5, { reason: 'suspended' })]);
    await read([used(20, 7), used(20, 25)], 3n);
    const ids = (await announced()).map((event) => (event as { id: string }).id);
    expect(ids.sort()).toEqual([`${token.id}/refused/expired/2026-01-02`, `${token.id}/refused/expired/2026-01-03`, `${token.id}/refused/suspended/2026-01-02`]);
  });

  it('counts once however often its records are read, and anew on a topic made anew', async () => {
    const first = [used(6, 3)];
    await read(first);
    await read([...first, used(3, 3)]);
    await read([...first, used(3, 3)]);
    expect(await announced()).toEqual([]);
    await read([used(1, 3)], 2n);
    expect(await announced()).toHaveLength(1);
    await read([used(20, 28)], 0n);
    expect(await announced()).toHaveLength(1);
  });

  it('is not counted by a notifier that is to announce no such thing', async () => {
    await counter(0).execute(batch([used(1000, 3)]), at(30));
    expect(await announced()).toEqual([]);
  });
});
