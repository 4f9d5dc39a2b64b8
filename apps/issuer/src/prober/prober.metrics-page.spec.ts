import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { metricsSection } from '@latchkey/runtime';
import { proberMetricsShown } from './prober.metrics-page.js';

it('docs/metrics.md has every metric of the prober, as the code has it (renew it with `npm run docs`)', async () => {
  const page = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
  expect(page).toContain(metricsSection('Prober', await proberMetricsShown()));
});
