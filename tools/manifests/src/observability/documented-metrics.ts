import { readText } from '../workspace.js';

export interface Metric {
  readonly type: string;
  readonly labels: readonly string[];
}

/** Every metric of every service, by the page that tests hold to their registries. */
export function documentedMetrics(): Map<string, Metric> {
  const rows = readText('docs/metrics.md').matchAll(/^\| `(\w+)` \| (\w+) \| (.*?) \| /gm);
  return new Map([...rows].map(([, name = '', type = '', labels = '']) => [name, { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label) }]));
}

/** What Prometheus itself adds to each series. */
const added = ['job', 'instance', 'namespace'];
const suffixes = /_(bucket|sum|count)$/;

/** Why this series cannot be: undefined where it can. */
export function whyNotThere(metrics: ReadonlyMap<string, Metric>, name: string, labels: readonly string[]): string | undefined {
  if (name === 'up') return undefined;
  const base = name.replace(suffixes, '');
  const divided = base !== name && ['histogram', 'summary'].includes(metrics.get(base)?.type ?? '');
  const metric = metrics.get(divided ? base : name);
  if (!metric || (metric.type === 'histogram' && !divided)) return `no service shows ${name}`;
  const known = [...metric.labels, ...added, ...(name.endsWith('_bucket') ? ['le'] : [])];
  const unknown = labels.filter((label) => !known.includes(label));
  return unknown.length === 0 ? undefined : `${name} has no label ${unknown.join(', ')}`;
}
