import { erasedEntries } from '../logs/erased-entries.js';
import type { Queries } from '../logs/stored-hashes.js';
import type { Findings } from './finding.js';

/** Why records of a log are gone: their month was dropped, a log tells that they were erased, or nothing says. */
export class GoneRecords {
  dropped = 0;
  erased = 0;

  private constructor(
    private readonly droppedBelow: number,
    private readonly told: ReadonlySet<number>,
    private readonly findings: Findings,
  ) {}

  static async find(queries: Queries, log: string, findings: Findings): Promise<GoneRecords> {
    const [row]: { droppedBelow: string }[] = await queries.query('select dropped_below as "droppedBelow" from auditor.logs where name = $1', [log]);
    return new GoneRecords(Number(row?.droppedBelow ?? 0), await erasedEntries(queries, log), findings);
  }

  meet(index: number): void {
    if (index < this.droppedBelow) this.dropped += 1;
    else if (this.told.has(index)) this.erased += 1;
    else this.findings.add({ where: 'database', difference: 'record_missing', index });
  }
}
