import type { Finding } from './finding.js';

const widest = 'skipped'.length;

/** A line for each finding, what to do below those that need it, and a line that counts them. */
export function renderFindings(findings: readonly Finding[]): string {
  return [...findings.flatMap(linesOf), '', summaryOf(findings), ''].join('\n');
}

function linesOf({ level, check, text, remedy, runbook }: Finding): string[] {
  const head = `${level.padEnd(widest)}  ${check}: ${text}`;
  const indent = ' '.repeat(widest + 2);
  return [head, ...(remedy === undefined ? [] : [`${indent}→ ${remedy}`]), ...(runbook === undefined ? [] : [`${indent}  docs/runbooks/${runbook}.md`])];
}

function summaryOf(findings: readonly Finding[]): string {
  return (['ok', 'warn', 'fail', 'skipped'] as const).map((level) => `${findings.filter((each) => each.level === level).length} ${level}`).join(', ');
}
