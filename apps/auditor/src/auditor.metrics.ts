import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';

@Injectable()
export class AuditorMetrics {
  readonly ingested: Counter<'topic'>;
  readonly unreadable: Counter<'topic'>;
  readonly gaps: Counter<'topic'>;
  readonly lag: Gauge<'log'>;
  readonly stopped: Gauge<'log'>;
  readonly unpublished: Gauge<'log'>;
  readonly unsigned: Gauge<'log'>;
  readonly refused: Gauge<'log'>;
  readonly neverPublished: Counter<'log'>;
  readonly overdue: Gauge;
  readonly unsettled: Gauge;
  readonly readsNotRecorded: Counter;

  constructor(metrics: Metrics) {
    const registers = [metrics];
    const counter = (name: string, help: string): Counter<'topic'> =>
      new Counter({ name: `latchkey_audit_${name}`, help, labelNames: ['topic'], registers });
    const gauge = (name: string, help: string): Gauge<'log'> => new Gauge({ name: `latchkey_audit_${name}`, help, labelNames: ['log'], registers });
    this.ingested = counter('records_ingested_total', 'Records that this process appended to a log.');
    this.unreadable = counter('records_unreadable_total', 'Of these, records that break their contract.');
    this.gaps = counter('gaps_total', 'Times that records were gone from Kafka before they could be read.');
    this.lag = gauge('lag_records', 'Offsets between what a log accounts for and the end of its input, when this process last looked.');
    this.stopped = gauge('log_stopped', '1 where what comes in is not what the log was made from, and an operator has to decide.');
    this.unpublished = gauge('unpublished_records', 'Records of a log that are not on the audit topic yet.');
    this.unsigned = gauge('unsigned_records', 'Records of a log that no checkpoint covers.');
    this.readsNotRecorded = new Counter({
      name: 'latchkey_audit_reads_not_recorded_total',
      help: 'Reads of the log that are not on record, since Kafka was away for longer than there was room to remember them.',
      registers,
    });
    this.unsettled = new Gauge({
      name: 'latchkey_audit_unsettled_seconds',
      help: 'For how long records have waited for a transaction that is still open somewhere in the cluster, before streams and ascending lists may show them.',
      registers,
    });
    this.refused = gauge('checkpoint_refused', '1 where a log is not signed, since it is not the one that was signed before.');
    const [neverPublished, overdue] = ['latchkey_audit_records_never_published_total', 'latchkey_audit_months_overdue'];
    this.neverPublished = new Counter({ name: neverPublished, help: 'Records that were gone before they were published.', labelNames: ['log'], registers });
    this.overdue = new Gauge({ name: overdue, help: 'Months of records that are older than they are kept and are still there, as where they wait to be published.', registers });
  }
}
