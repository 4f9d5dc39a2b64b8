import type { ReceivedRecord } from '@latchkey/kafka';
import type { SealedRecord } from '../logs/append-records.js';
import type { AuditRow } from '../logs/audit-record.js';
import { seal } from '../logs/seal.js';
import { LogNotRecoverableError } from './log-not-recoverable.error.js';

/** Entries of each log as they were published, from the first on that the database lacks. */
export class PublishedEntries {
  private readonly rows = new Map<string, Map<number, AuditRow>>();
  /** By log, the first place that was published twice, and not the same. */
  private readonly forks = new Map<string, number>();

  /** `sizes`: by log, how many entries the database has. */
  constructor(private readonly sizes: ReadonlyMap<string, number>) {}

  take(records: readonly ReceivedRecord<'audit'>[]): void {
    for (const { raw } of records) if (raw.value) this.takeRow(JSON.parse(raw.value.toString()) as AuditRow);
  }

  get logs(): string[] {
    return [...this.rows.keys()];
  }

  /** In their order. Throws a LogNotRecoverableError where one is missing, or is not what its hash says. */
  of(log: string): SealedRecord[] {
    const size = this.sizes.get(log) ?? 0;
    const fork = this.forks.get(log);
    if (fork !== undefined) throw new LogNotRecoverableError(log, `entry ${fork} was published twice, and differs`);
    const rows = [...(this.rows.get(log)?.values() ?? [])].sort((a, b) => a.index - b.index);
    return rows.map((row, place) => {
      if (row.index !== size + place) throw new LogNotRecoverableError(log, `entry ${size + place} was never published`);
      return sealed(log, row);
    });
  }

  private takeRow(row: AuditRow): void {
    const { log, index } = row;
    if (index < (this.sizes.get(log) ?? 0)) return;
    const rows = this.rows.get(log) ?? new Map<number, AuditRow>();
    this.rows.set(log, rows);
    const earlier = rows.get(index);
    if (earlier && earlier.leaf_hash !== row.leaf_hash) this.forks.set(log, Math.min(index, this.forks.get(log) ?? index));
    rows.set(index, row);
  }
}

function sealed(log: string, { leaf_hash: told, salt, ...record }: AuditRow): SealedRecord {
  const entry = { record, ...seal(record, Buffer.from(salt, 'hex')) };
  if (entry.leafHash.toString('hex') !== told) throw new LogNotRecoverableError(log, `entry ${record.index} is not what its hash says`);
  return entry;
}
