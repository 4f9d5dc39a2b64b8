export type Level = 'ok' | 'warn' | 'fail' | 'skipped';

/** What a check came to. A `skipped` one could not be made, and so says nothing about the deployment. */
export interface Verdict {
  readonly level: Level;
  readonly text: string;
  /** What to do; with each `warn` and `fail`. */
  readonly remedy?: string;
  /** A page of docs/runbooks, without its ending. */
  readonly runbook?: string;
}

export interface Finding extends Verdict {
  readonly check: string;
}

export type Remedy = readonly [remedy: string, runbook?: string];

export const ok = (text: string): Verdict => ({ level: 'ok', text });
export const skipped = (text: string): Verdict => ({ level: 'skipped', text });
export const warn = (text: string, ...remedy: Remedy): Verdict => ({ level: 'warn', text, ...advised(remedy) });
export const fail = (text: string, ...remedy: Remedy): Verdict => ({ level: 'fail', text, ...advised(remedy) });

function advised([remedy, runbook]: Remedy): Pick<Verdict, 'remedy' | 'runbook'> {
  return { remedy, ...(runbook !== undefined && { runbook }) };
}
