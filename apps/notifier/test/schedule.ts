import { contractsOf, decodeEvent, encodeEvent, tokenHeartbeat, tokenState } from '@latchkey/contracts';
import type { EventContract, OutgoingRecord, SourceTopic, TokenState } from '@latchkey/contracts';
import type { AnyBatch, Batch } from '@latchkey/kafka';
import { Outbox } from '@latchkey/outbox';
import { dataSourceFor, Metrics } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { aGrant, aTokenState } from '@latchkey/testing';
import type { TestDatabase } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AnnounceNotices, claimSize } from '../src/announce-notices/announce-notices.js';
import { AnnounceUnused } from '../src/announce-unused/announce-unused.js';
import { FollowFacts } from '../src/follow-facts/follow-facts.js';
import { FollowTokens } from '../src/follow-tokens/follow-tokens.js';
import { notifierDatabase } from '../src/notifier.database.js';
import { DeleteSchedule } from '../src/delete-schedule/delete-schedule.js';
import { NotifierMetrics } from '../src/notifier.metrics.js';
import { PutSchedule } from '../src/put-schedule/put-schedule.js';
import { putScheduleRequest } from '../src/put-schedule/put-schedule.request.js';
import { RecordUse } from '../src/record-use/record-use.js';
import { ReplanTokens } from '../src/replan-tokens/replan-tokens.js';
import type { ScheduleDefaults } from '../src/schedule/schedule-defaults.js';
import { notifierDatabaseForTest } from './database.js';
import { doneBy, trailIn } from './trail.js';

Logger.overrideLogger(false);

export const defaultDays = [30, 7, 1];
export const defaults: ScheduleDefaults = { notifyDays: defaultDays, unusedDays: 0, spreadSeconds: 0 };
const dayMs = 24 * 60 * 60 * 1000;

/** Midnight of a day of 2026, which may lie beyond the year and have a fraction. */
export const day = (number: number): Date => new Date(Date.UTC(2026, 0, 1) + (number - 1) * dayMs);
export const dayOf = (at: Date): number => (at.getTime() - Date.UTC(2026, 0, 1)) / dayMs + 1;
export const iso = (number: number): string => day(number).toISOString();

/** A token made on one day that expires on another. */
export function aToken(made: number, expires: number | null, overrides: Partial<TokenState> = {}): TokenState {
  const grant = aGrant({ expires_at: expires === null ? null : iso(expires) });
  return aTokenState({ grant, created_at: iso(made), changed_at: iso(made), ...overrides });
}

/** The next state of a token, changed on that day. */
export function changed(token: TokenState, on: number, change: Partial<TokenState>): TokenState {
  return { ...token, sequence: token.sequence + 1, changed_at: iso(on), ...change };
}

export const expiring = (on: number): Pick<TokenState, 'grant'> => ({ grant: aGrant({ expires_at: iso(on) }) });

export function stateRecord(state: TokenState): OutgoingRecord {
  return encodeEvent(tokenState, { id: `${state.id}@${state.sequence}`, source: 'issuer', time: state.changed_at, subject: state.id, data: state });
}

export function beatRecord(on: number, partition = 0): OutgoingRecord {
  const data = { as_of: iso(on), generation: '0197f3c2-0000-7000-8000-000000000000', partition };
  return encodeEvent(tokenHeartbeat, { id: `beat/${partition}/${on}`, source: 'issuer', time: iso(on), data }, partition);
}

export function tombstone(id: string): OutgoingRecord {
  return { topic: 'token-state', key: id, value: null, headers: {} };
}

/** Records of one partition from `offset` on, as the batch transport would hand them over. */
export function batchOf(records: readonly OutgoingRecord[], partition: number, offset: bigint): Batch<'token-state'> {
  return batchOn('token-state', records, { partition, offset }) as Batch<'token-state'>;
}

export function batchOn(topic: SourceTopic, records: readonly OutgoingRecord[], { partition = 0, offset = 0n } = {}): AnyBatch {
  const received = records.map(({ key, value, headers }, index) => {
    const raw = { key, headers, value: value === null ? null : Buffer.from(value) };
    return { offset: offset + BigInt(index), timestamp: 0, raw, decoded: decodeEvent<EventContract>(contractsOf(topic), raw) };
  });
  const nextOffset = offset + BigInt(records.length);
  return { topic, partition, records: received, fromOffset: offset, nextOffset, endOffset: nextOffset };
}

export const callerOf = (customerId: string, platform = false): Caller => ({
  kind: 'token', tokenId: mintId(), customerId, serviceAccountId: mintId(), name: 'ci', platform, grant: aGrant(),
});

/** Without `of` it is the customer's default. */
interface ScheduleOf {
  readonly customerId: string;
  readonly of?: string | null;
}

/** The notifier's use cases over a database of their own, fed without Kafka. */
export class Schedule {
  readonly metrics = new NotifierMetrics(new Metrics());
  defaults = defaults;
  private readonly ends = new Map<number, bigint>();

  private constructor(
    readonly database: TestDatabase,
    readonly dataSource: DataSource,
  ) {}

  static async open(): Promise<Schedule> {
    const env = (url: string) => ({ DATABASE_URL: url, DATABASE_POOL_SIZE: 10 });
    const database = await notifierDatabaseForTest();
    return new Schedule(database, await dataSourceFor(env(database.url), notifierDatabase).initialize());
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
    await this.database.drop();
  }

  async clear(): Promise<void> {
    this.ends.clear();
    await this.dataSource.query('truncate notifier.tokens, notifier.notices, notifier.positions, notifier.announcements, notifier.outbox, notifier.schedules, notifier.schedule_changes, notifier.last_uses, notifier.disuses, notifier.successions, notifier.service_accounts');
  }

  /** Reads records on that day, from the end of what was read, or again from an earlier offset. */
  async read(on: number, records: readonly OutgoingRecord[], { partition = 0, from = this.ends.get(partition) ?? 0n } = {}): Promise<void> {
    const batch = batchOf(records, partition, from);
    this.ends.set(partition, batch.nextOffset);
    await new FollowTokens(this.dataSource, this.metrics, this.defaults).execute(batch, day(on));
  }

  /** Sets a schedule on that day, or (`undefined`) takes it away; what it changes waits for `replan`. */
  async set({ customerId, of = null }: ScheduleOf, on: number, request?: { notify_days?: number[] | null; unused_days?: number | null }): Promise<void> {
    const by = doneBy(callerOf(customerId), day(on));
    const trail = trailIn(this.dataSource);
    if (!request) return new DeleteSchedule(this.dataSource, trail).execute(by, { at: { of }, customer: {} });
    await new PutSchedule(this.dataSource, trail).execute(by, { at: { of }, customer: {}, request: putScheduleRequest.parse(request) });
  }

  /** Reads what verifiers tell on that day. */
  async readUses(on: number, uses: readonly OutgoingRecord[]): Promise<void> {
    await new RecordUse(this.dataSource).execute(batchOn('token-usage', uses) as Batch<'token-usage'>, day(on));
  }

  async readFacts(facts: readonly OutgoingRecord[]): Promise<void> {
    await new FollowFacts(this.dataSource).execute(batchOn('token-events', facts) as Batch<'token-events'>);
  }

  async replan(): Promise<void> {
    while (await this.replanner().execute());
  }

  replanner(): ReplanTokens {
    return new ReplanTokens(this.dataSource, this.metrics, this.defaults);
  }

  announcer(): AnnounceNotices {
    return new AnnounceNotices(this.dataSource, new Outbox(this.dataSource, 'notifier', new Logger()), this.metrics);
  }

  /** Announces on that day all that may be, and answers the ids of the events that this added. */
  async announce(on: number, silentPartitions: readonly number[] = []): Promise<string[]> {
    const announcer = this.announcer();
    while ((await announcer.execute({ now: day(on), silentPartitions })) === claimSize);
    return (await this.sent()).map(({ headers }) => headers['ce_id'] ?? '');
  }

  /** Announces on that day which tokens are unused, and answers the events that this added. */
  async announceUnused(on: number, silentPartitions: readonly number[] = []): Promise<OutgoingRecord[]> {
    const announcer = new AnnounceUnused(this.dataSource, new Outbox(this.dataSource, 'notifier', new Logger()), this.metrics);
    while ((await announcer.execute({ now: day(on), silentPartitions })) > 0);
    return this.sent();
  }

  /** Takes the events on tokens that wait in the outbox, as the relay does. */
  async sent(): Promise<OutgoingRecord[]> {
    return this.dataSource.query(`with gone as (delete from notifier.outbox where topic = 'token-events' returning *) select topic, key, value, headers from gone order by id`);
  }

  async planned(): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query('select id from notifier.notices order by due_at, id');
    return rows.map(({ id }) => id);
  }

  async outcomes(): Promise<Record<string, string>> {
    const rows: { id: string; outcome: string }[] = await this.dataSource.query('select id, outcome from notifier.announcements');
    return Object.fromEntries(rows.map(({ id, outcome }) => [id, outcome]));
  }
}
