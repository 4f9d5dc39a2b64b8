import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { describeCommonMetrics } from './describe-metrics.js';
import { metricsSection } from './metrics-table.js';

// Some of what Node and prom-client measure is there on Linux alone.
(process.platform === 'linux' ? it : it.skip)('docs/metrics.md has what every service shows, as the code has it (renew it with `npm run docs`)', () => {
  expect(readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8')).toContain(metricsSection('Every service', describeCommonMetrics()));
});

it('says of a metric what it is, how it is divided and what it means', () => {
  expect(metricsSection('Clock', [{ name: 'ticks_total', type: 'counter', labels: ['hand', 'dial'], help: 'Ticks.' }])).toBe(
    ['## Clock', '', '| metric | type | labels | meaning |', '|---|---|---|---|', '| `ticks_total` | counter | `hand`, `dial` | Ticks. |', ''].join('\n'),
  );
});
