import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { pathOf, readText } from '../workspace.js';
import { documentedMetrics, whyNotThere } from './documented-metrics.js';
import { selectorsOf } from './promql.js';

const folder = 'deploy/observability/grafana/dashboards';
const files = readdirSync(pathOf(folder));
const metrics = documentedMetrics();

/** By a variable: a dashboard does not know what the data source is called where it is shown. */
const datasource = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('${datasource}') });
const panel = z.looseObject({
  id: z.int(),
  type: z.enum(['timeseries', 'stat']),
  title: z.string().min(1),
  datasource,
  gridPos: z.strictObject({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1), h: z.int().min(1) }).refine(({ x, w }) => x + w <= 24),
  targets: z.array(z.looseObject({ refId: z.string(), datasource, expr: z.string().min(1), legendFormat: z.string() })).min(1),
});
const dashboard = z.looseObject({
  uid: z.string().regex(/^latchkey-[a-z]+$/),
  title: z.string().min(1),
  schemaVersion: z.int().min(41),
  templating: z.looseObject({ list: z.array(z.looseObject({ name: z.literal('datasource'), type: z.literal('datasource'), query: z.literal('prometheus') })).length(1) }),
  panels: z.array(panel).min(1).max(24),
});

const read = (file: string): z.infer<typeof dashboard> => dashboard.parse(JSON.parse(readText(`${folder}/${file}`)));

describe('the dashboards', () => {
  it('have each a uid that is its file’s name, and a title of its own', () => {
    expect(files.map((file) => `${read(file).uid}.json`)).toEqual(files);
    expect(new Set(files.map((file) => read(file).title)).size).toBe(files.length);
  });

  it.each(files)('%s asks for what services show', (file) => {
    const expressions = read(file).panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m')));
    for (const expression of expressions) {
      const selectors = selectorsOf(expression);
      expect(selectors.length).toBeGreaterThan(0);
      expect(selectors.map(({ metric, labels }) => whyNotThere(metrics, metric, labels)).filter((why) => why !== undefined)).toEqual([]);
    }
  });

  it.each(files)('%s has panels that do not lie on one another, each with an id of its own', (file) => {
    const { panels } = read(file);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`));
    expect(new Set(cells).size).toBe(cells.length);
  });
});
