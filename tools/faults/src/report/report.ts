/** What came of one fault; times in milliseconds. */
export interface Result {
  readonly name: string;
  readonly seconds: number;
  /** The longest time in which no write was acknowledged. */
  readonly noWriteMs: number;
  /** The longest time in which no verifier answered. */
  readonly noAnswerMs: number;
  /** Verifications at the address of all verifiers that nobody has made. */
  readonly failed: number;
  /** How old at most what an answering verifier knew was, as it said itself. */
  readonly oldestStateMs: number;
  /** The longest time from the acknowledgement of a write to its audit record. */
  readonly auditBehindMs: number;
  /** The longest time from the end of a token to the notice of it. */
  readonly noticeLateMs: number;
  /** From the end of the fault until every service was ready. */
  readonly readyAfterMs: number;
}

const columns: readonly (readonly [string, (result: Result) => string])[] = [
  ['part and fault', ({ name }) => name],
  ['for', ({ seconds }) => `${seconds} s`],
  ['no write', ({ noWriteMs }) => seconds(noWriteMs)],
  ['no answer', ({ noAnswerMs }) => seconds(noAnswerMs)],
  ['failed', ({ failed }) => String(failed)],
  ['oldest state', ({ oldestStateMs }) => seconds(oldestStateMs)],
  ['audit behind', ({ auditBehindMs }) => seconds(auditBehindMs)],
  ['notice late', ({ noticeLateMs }) => seconds(noticeLateMs)],
  ['ready after', ({ readyAfterMs }) => seconds(readyAfterMs)],
];

/** A table, as Markdown has it. */
export function report(results: readonly Result[]): string {
  const cells = [columns.map(([head]) => head), ...results.map((result) => columns.map(([, cell]) => cell(result)))];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [head = [], ...rows] = cells;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
