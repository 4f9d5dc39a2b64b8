import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { AuditorMetrics } from '../auditor.metrics.js';
import { appendRecords } from '../logs/append-records.js';
import { type AuditRecord, type Description, nothing } from '../logs/audit-record.js';
import { growTree } from '../logs/grow-tree.js';
import { advanceLog, type Log, lockLog, openLog, stopLog } from '../logs/logs.js';
import { ClaimedTokens } from '../report-activity/claimed-tokens.js';
import type { AuditedBatch } from './audited.js';
import { Cluster } from './cluster.js';
import { describeRecord, unreadableAction } from './describe-record.js';
import { fingerprint } from './fingerprint.js';
import { LogStoppedError, type StopCode } from './log-stopped.error.js';
import { Occurrences } from './occurrences.js';
import { type Gap, planBatch, type Step } from './plan-batch.js';

type Outcome = { readonly log: string; readonly nextOffset: bigint } & (
  | { readonly stop: StopCode }
  | { readonly stop: undefined; readonly step: Step; readonly unreadable: number }
);

/** Makes each record of the input one entry of its log, whatever comes twice and whoever else does the same: entries, size and position commit together. */
@Injectable()
export class IngestBatch {
  private readonly log = new Logger(IngestBatch.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly cluster: Cluster,
    private readonly tokens: ClaimedTokens,
    private readonly metrics: AuditorMetrics,
  ) {}

  /** Answers the offset to go on from. Throws a LogStoppedError, again and again, for a partition that must not be ingested. */
  async execute(batch: AuditedBatch, now: Date): Promise<bigint> {
    const outcome = await this.dataSource.transaction((manager) => this.ingest(manager, batch, now));
    this.tell(batch, outcome);
    if (outcome.stop) throw new LogStoppedError(outcome.stop, outcome.log, batch);
    return outcome.step.goOnFrom;
  }

  private async ingest(manager: EntityManager, batch: AuditedBatch, now: Date): Promise<Outcome> {
    const log = await this.takeUp(manager, batch);
    // Kafka is asked only in the rare cases where there is something to find out; meanwhile nobody but this partition waits for the lock.
    const low = batch.fromOffset > log.nextOffset ? await this.cluster.low(batch) : 0n;
    const plan = planBatch(log, batch, { clusterId: await this.cluster.id(log.clusterId), low });
    if (typeof plan === 'string') {
      await stopLog(manager, log.name, plan);
      return { log: log.name, nextOffset: log.nextOffset, stop: plan };
    }
    const unreadable = plan.nextOffset === log.nextOffset ? 0 : await this.append(manager, log, plan, now);
    return { log: log.name, nextOffset: plan.nextOffset, stop: undefined, step: plan, unreadable };
  }

  private async takeUp(manager: EntityManager, batch: AuditedBatch): Promise<Log> {
    const held = await lockLog(manager, batch);
    if (held) return held;
    await openLog(manager, batch, 1, { clusterId: await this.cluster.id() });
    const opened = await lockLog(manager, batch);
    if (!opened) throw new Error('a log was ended while its next epoch is being opened');
    return opened;
  }

  /** Answers how many of the records could not be read. */
  private async append(manager: EntityManager, log: Log, { gap, records, nextOffset }: Step, now: Date): Promise<number> {
    const descriptions = [...(gap ? [describeGap(gap)] : []), ...records.map((record) => describeRecord(record, this.tokens))];
    const occurrences = await Occurrences.find(manager, log.name, descriptions, now);
    const placed = descriptions.map((description, position): AuditRecord => {
      const index = log.size + position;
      const place = { schema_version: 1, log: log.name, index, ingested_at: now.toISOString() } as const;
      return { ...description, ...place, future: isFuture(description, now), duplicate_of: occurrences.firstBefore(index, description) };
    });
    await appendRecords(manager, log.name, placed);
    const size = log.size + placed.length;
    await growTree(manager, log.name, size);
    const newest = records.at(-1);
    const last = newest ? { offset: newest.offset, fingerprint: fingerprint(newest) } : log.last;
    await advanceLog(manager, { name: log.name, nextOffset, size, last });
    return placed.filter(({ action }) => action === unreadableAction).length;
  }

  private tell({ topic, partition, endOffset }: AuditedBatch, outcome: Outcome): void {
    const { log, nextOffset } = outcome;
    this.metrics.lag.set({ log }, Math.max(0, Number(endOffset - nextOffset)));
    if (outcome.stop) return;
    const { gap, records } = outcome.step;
    this.metrics.ingested.inc({ topic }, records.length);
    this.metrics.unreadable.inc({ topic }, outcome.unreadable);
    if (!gap) return;
    this.metrics.gaps.inc({ topic });
    this.log.error({ msg: 'records were lost before they could be read', log, topic, partition, from: String(gap.from), to: String(gap.to) });
  }
}

/** Clocks differ a little; beyond that the time is not to be relied on. */
const toleranceMs = 5 * 60 * 1000;

function isFuture({ occurred_at: at }: Description, now: Date): boolean {
  return at !== null && Date.parse(at) > now.getTime() + toleranceMs;
}

function describeGap({ from, to }: Gap): Description {
  return { ...nothing, action: 'log.gap', details: { from_offset: Number(from), to_offset: Number(to) } };
}
