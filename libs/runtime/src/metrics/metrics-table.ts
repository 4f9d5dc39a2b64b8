import type { MetricDescription } from './describe-metrics.js';

/** The section of docs/metrics.md for these metrics. */
export function metricsSection(owner: string, metrics: readonly MetricDescription[]): string {
  const rows = metrics.map(({ name, type, labels, help }) => `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`);
  return [`## ${owner}`, '', '| metric | type | labels | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}
