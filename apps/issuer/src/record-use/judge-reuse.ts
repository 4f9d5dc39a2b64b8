import type { TokenUse } from './token-use.js';

/** A token that has a successor. */
export interface Predecessor {
  readonly id: string;
  readonly rotatedAt: Date;
  /** When it was revoked or expires, whichever is first. */
  readonly endsAt: Date | null;
  /** The last day (UTC) whose use was told of, as `2026-01-31`. */
  readonly toldOn: string | null;
  /** Whether its late use ends its family, in which something still lives. */
  readonly endsFamily: boolean;
}

export interface Reuse {
  readonly day: string;
  /** After its end, and so refused. */
  readonly late: boolean;
  readonly count: number;
  readonly last: TokenUse;
}

export interface ReuseJudgement {
  /** At most one a day, the earliest first. */
  readonly told: readonly Reuse[];
  /** For what the family has to end. */
  readonly ending: Reuse | undefined;
}

const afterEnd = new Set(['expired', 'revoked']);

/** What is to be done about uses of a token that has a successor. Of a day's uses a late one counts before any other. */
export function judgeReuse(predecessor: Predecessor, uses: readonly TokenUse[]): ReuseJudgement {
  const days = reusesByDay(predecessor, uses);
  return {
    told: days.filter(({ day }) => predecessor.toldOn === null || day > predecessor.toldOn),
    ending: predecessor.endsFamily ? days.find(({ late }) => late) : undefined,
  };
}

function reusesByDay(predecessor: Predecessor, uses: readonly TokenUse[]): Reuse[] {
  const days = new Map<string, Reuse>();
  for (const use of uses) {
    const reuse = reuseOf(predecessor, use);
    if (reuse) days.set(reuse.day, together(days.get(reuse.day), reuse));
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** A verifier that has not heard of the end yet may allow the token after it: such a use is none of a thief. */
function reuseOf({ rotatedAt, endsAt }: Predecessor, use: TokenUse): Reuse | undefined {
  const late = use.reason !== null && afterEnd.has(use.reason) && endsAt !== null && use.at > endsAt;
  const early = use.reason === null && use.at > rotatedAt;
  return late || early ? { day: use.at.toISOString().slice(0, 10), late, count: use.count, last: use } : undefined;
}

function together(before: Reuse | undefined, reuse: Reuse): Reuse {
  if (!before || before.late !== reuse.late) return before?.late ? before : reuse;
  return { ...(before.last.at > reuse.last.at ? before : reuse), count: before.count + reuse.count };
}
