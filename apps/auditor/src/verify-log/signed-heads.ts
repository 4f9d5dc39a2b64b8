import type { LogKeys } from '../checkpoints/log-keys.js';
import { type Checkpoint, readCheckpoint } from '../checkpoints/checkpoint.js';
import type { Queries } from '../logs/stored-hashes.js';
import type { Findings } from './finding.js';

/** The checkpoints of a log, those that are stored and one that was kept elsewhere, each held against what the log comes to. */
export class SignedHeads {
  private readonly notes: ReadonlyMap<number, readonly string[]>;
  /** How far the log is as it was signed. */
  private agreed = 0;
  /** How many entries were signed. */
  size = 0;

  private constructor(
    private readonly log: string,
    private readonly keys: LogKeys,
    private readonly findings: Findings,
    notes: readonly string[],
  ) {
    const bySize = new Map<number, string[]>();
    for (const note of notes) {
      const size = readCheckpoint(note)?.size;
      if (size === undefined) findings.add({ where: 'checkpoint', difference: 'not_signed', index: null });
      else bySize.set(size, [...(bySize.get(size) ?? []), note]);
    }
    this.notes = bySize;
  }

  /** Of what is stored the last one has to be signed; the others’ signatures are looked at where it matters. */
  static async find(queries: Queries, log: string, { keys, kept, findings }: { readonly keys: LogKeys; readonly kept: string | undefined; readonly findings: Findings }): Promise<SignedHeads> {
    const stored: { note: string }[] = await queries.query('select note from auditor.checkpoints where log = $1 order by size', [log]);
    const heads = new SignedHeads(log, keys, findings, [...stored.map(({ note }) => note), ...(kept === undefined ? [] : [kept])]);
    for (const note of [stored.at(-1)?.note, kept]) if (note !== undefined) heads.size = Math.max(heads.size, heads.opened(note)?.size ?? 0);
    return heads;
  }

  /** Holds the checkpoints of this size, if there are any, against the root that was computed. */
  meet(size: number, root: () => Buffer): void {
    for (const note of this.notes.get(size) ?? []) {
      if (readCheckpoint(note)?.root.equals(root())) this.agreed = size;
      else if (this.opened(note)) this.findings.add({ where: 'checkpoint', difference: 'root_differs', index: this.agreed, to: size });
    }
  }

  private opened(note: string): Checkpoint | undefined {
    const checkpoint = this.keys.open(note);
    const index = readCheckpoint(note)?.size ?? null;
    if (!checkpoint) this.findings.add({ where: 'checkpoint', difference: 'not_signed', index });
    else if (!checkpoint.origin.endsWith(`/${this.log}`)) this.findings.add({ where: 'checkpoint', difference: 'of_another_log', index });
    else return checkpoint;
    return undefined;
  }
}
