import { encodeEvent, tokenRefusedOften } from '@latchkey/contracts';
import type { OutgoingRecord } from '@latchkey/contracts';
import type { Batch } from '@latchkey/kafka';
import { Outbox } from '@latchkey/outbox';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { refusalsIn } from './refusals-in.js';
import type { Refusals } from './refusals-in.js';

/** From how many on within an hour is provided under this token; 0 is never. */
export const REFUSED_OFTEN = Symbol('REFUSED_OFTEN');

interface Often {
  readonly tokenId: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly reason: string;
  readonly hour: Date;
  readonly count: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** Counts what verifiers refuse, and announces of a token that it is refused often: once for each reason and day. Count, announcement and position commit together. */
@Injectable()
export class CountRefusals {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    @Inject(REFUSED_OFTEN) private readonly often: number,
  ) {}

  async execute(batch: Batch<'token-usage'>, now: Date): Promise<void> {
    if (this.often === 0) return;
    const announced = await this.dataSource.transaction(async (manager) => {
      const next = await advance(manager, batch);
      const refusals = refusalsIn(batch.records.filter(({ offset }) => offset >= next), now);
      await add(manager, refusals);
      const records = (await tell(manager, refusals, this.often)).map((each) => recordOf(each, now));
      await this.outbox.append(manager, records);
      return records.length;
    });
    if (announced > 0) await this.outbox.wake();
  }
}

/** Answers from which offset on records have not been counted; all of them where the partition ends before that, being another one of that name. */
async function advance(manager: EntityManager, { partition, nextOffset, endOffset }: Batch<'token-usage'>): Promise<bigint> {
  const [held]: { next: string }[] = await manager.query(
    `insert into notifier.usage_positions (partition, next_offset) values ($1, 0) on conflict (partition) do update set partition = excluded.partition returning next_offset as next`,
    [partition],
  );
  const next = BigInt(held?.next ?? 0);
  const from = next > endOffset ? 0n : next;
  if (nextOffset > from) await manager.query('update notifier.usage_positions set next_offset = $2 where partition = $1', [partition, String(nextOffset)]);
  return from;
}

/** Of tokens that the schedule knows: others have ended long ago. */
async function add(manager: EntityManager, refusals: readonly Refusals[]): Promise<void> {
  if (refusals.length === 0) return;
  await manager.query(
    `insert into notifier.refusals as held (token_id, reason, hour, count, last_at, last_ip, last_user_agent)
     select token_id, reason, hour, count, at, ip, user_agent
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[]) as more (token_id, reason, hour, count, at, ip, user_agent)
     where exists (select 1 from notifier.tokens where id = token_id)
     on conflict (token_id, reason, hour) do update
     set count = held.count + excluded.count, last_at = excluded.last_at, last_ip = excluded.last_ip, last_user_agent = excluded.last_user_agent`,
    [
      refusals.map(({ tokenId }) => tokenId),
      refusals.map(({ reason }) => reason),
      refusals.map(({ hour }) => hour),
      refusals.map(({ count }) => count),
      refusals.map(({ at }) => at),
      refusals.map(({ ip }) => ip),
      refusals.map(({ userAgent }) => userAgent),
    ],
  );
}

async function tell(manager: EntityManager, refusals: readonly Refusals[], often: number): Promise<Often[]> {
  if (refusals.length === 0) return [];
  return manager.query(
    `with often as (
       select distinct on (token_id, reason, (hour at time zone 'UTC')::date) token_id, reason, hour, count, last_ip, last_user_agent
       from notifier.refusals join unnest($1::text[], $2::text[], $3::timestamptz[]) as changed (token_id, reason, hour) using (token_id, reason, hour)
       where count >= $4 order by token_id, reason, (hour at time zone 'UTC')::date, hour
     ), told as (
       insert into notifier.refusals_told (token_id, reason, day) select token_id, reason, (hour at time zone 'UTC')::date from often
       on conflict do nothing returning token_id, reason, day
     )
     select token.id as "tokenId", customer_id as "customerId", service_account_id as "serviceAccountId", name, labels, often.reason, hour, count, last_ip as ip, last_user_agent as "userAgent"
     from told join often on often.token_id = told.token_id and often.reason = told.reason and (hour at time zone 'UTC')::date = told.day
     join notifier.tokens token on token.id = often.token_id`,
    [refusals.map(({ tokenId }) => tokenId), refusals.map(({ reason }) => reason), refusals.map(({ hour }) => hour), often],
  );
}

function recordOf({ tokenId, hour, count, name, ...about }: Often, now: Date): OutgoingRecord {
  const since = hour.toISOString();
  return encodeEvent(tokenRefusedOften, {
    id: `${tokenId}/refused/${about.reason}/${since.slice(0, 10)}`,
    source: 'notifier',
    time: now.toISOString(),
    subject: tokenId,
    data: {
      token_id: tokenId,
      customer_id: about.customerId,
      service_account_id: about.serviceAccountId,
      token_name: name,
      labels: about.labels,
      reason: about.reason,
      count: Number(count),
      since,
      ip: about.ip,
      user_agent: about.userAgent,
    },
  });
}
