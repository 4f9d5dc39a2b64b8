import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { counted, gauged } from '../collected.js';
import { SnapshotStore } from './snapshot-store.js';

/** Shows how old the snapshot on the disk is, and what became of it. */
@Injectable()
export class SnapshotMetrics {
  constructor(metrics: Metrics, store: SnapshotStore) {
    const age = (): number => (store.latest ? (Date.now() - store.latest.takenAt) / 1000 : NaN);
    metrics.registerMetric(gauged('snapshot_age_seconds', 'Since the snapshot in the file was begun; NaN where there is none.', age));
    metrics.registerMetric(gauged('snapshot_bytes', 'Of the snapshot in the file.', () => store.latest?.bytes ?? 0));
    metrics.registerMetric(counted('snapshot_written', 'Snapshots written.', () => [[{}, store.written]]));
    metrics.registerMetric(counted('snapshot_failed', 'Snapshots that could not be written.', () => [[{}, store.failed]]));
    const refused = (): [{ reason: string }, number][] => [...store.refused].map(([reason, count]) => [{ reason }, count]);
    metrics.registerMetric(counted('snapshot_refused', 'Snapshots not used, for which token-state was read from the start.', refused, ['reason']));
  }
}
