import type { AuditedBatch, AuditedRecord } from './audited.js';
import { fingerprint } from './fingerprint.js';
import type { Log } from '../logs/logs.js';
import type { StopCode } from './log-stopped.error.js';

/** What Kafka says of the batch's partition beside the batch. */
export interface Circumstances {
  readonly clusterId: string;
  /** Where the partition starts. */
  readonly low: bigint;
}

/** Offsets that Kafka no longer has and that were never read: `to` is the first that is there. */
export interface Gap {
  readonly from: bigint;
  readonly to: bigint;
}

export interface Step {
  readonly gap: Gap | undefined;
  /** To be appended, after the gap. */
  readonly records: readonly AuditedRecord[];
  /** How far the log accounts for its input after this. */
  readonly nextOffset: bigint;
  /** Where to read next: elsewhere than at `nextOffset` to see a record again. */
  readonly goOnFrom: bigint;
}

/** What a batch adds to the log, wherever it starts: each record once, none passed over; or why it may add nothing. */
export function planBatch(log: Log, batch: AuditedBatch, { clusterId, low }: Circumstances): Step | StopCode {
  const stop = whyNot(log, batch, clusterId);
  if (stop) return stop;
  // From well before the end: that this is still the same input is seen once the last record comes again.
  if (log.last && batch.nextOffset <= log.last.offset) return { gap: undefined, records: [], nextOffset: log.nextOffset, goOnFrom: log.last.offset };
  const gap = gapBefore(log, batch, low);
  const from = gap?.to ?? log.nextOffset;
  if (batch.fromOffset > from) return { gap, records: [], nextOffset: from, goOnFrom: from };
  const nextOffset = batch.nextOffset > from ? batch.nextOffset : from;
  return { gap, records: batch.records.filter(({ offset }) => offset >= from), nextOffset, goOnFrom: nextOffset };
}

function whyNot(log: Log, batch: AuditedBatch, clusterId: string): StopCode | undefined {
  if (clusterId !== log.clusterId) return 'cluster_changed';
  if (batch.endOffset < log.nextOffset) return 'input_shorter';
  const { last } = log;
  if (!last || last.offset < batch.fromOffset || last.offset >= batch.nextOffset) return undefined;
  const again = batch.records.find(({ offset }) => offset === last.offset);
  return again && fingerprint(again).equals(last.fingerprint) ? undefined : 'input_changed';
}

function gapBefore({ nextOffset }: Log, { fromOffset }: AuditedBatch, low: bigint): Gap | undefined {
  if (fromOffset <= nextOffset || low <= nextOffset) return undefined;
  return { from: nextOffset, to: low < fromOffset ? low : fromOffset };
}
