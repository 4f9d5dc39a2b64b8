export type Difference =
  | 'not_signed'
  | 'of_another_log'
  | 'root_differs'
  | 'missing'
  | 'extra'
  | 'record_differs'
  | 'record_missing'
  | 'misplaced'
  | 'columns_differ'
  | 'entry_differs'
  | 'tree_differs'
  | 'differs_from_database';

/** Where a log is not what it was: `index` is the first such entry; between `index` and `to` where no more is known. */
export interface Finding {
  readonly where: 'checkpoint' | 'database' | 'topic';
  readonly difference: Difference;
  readonly index: number | null;
  readonly to?: number;
}

/** The first of each kind, since one change shows in all that follows it. */
export class Findings {
  private readonly first = new Map<string, Finding>();

  add(finding: Finding): void {
    const key = `${finding.where} ${finding.difference}`;
    const known = this.first.get(key);
    if (!known || (known.index ?? 0) > (finding.index ?? 0)) this.first.set(key, finding);
  }

  get all(): Finding[] {
    return [...this.first.values()].sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
  }
}
