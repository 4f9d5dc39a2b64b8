import { expect, it } from '@jest/globals';
import { Histogram } from 'prom-client';
import { Durations } from './durations.js';
import { Metrics } from './metrics.js';

const options = { name: 'took_seconds', help: 'How long it took.', labelNames: ['a', 'b'], buckets: [0.1, 1] };
const seconds = [0.05, 0.1, 0.5, 1, 1.5, 30];

async function shown(measure: (metrics: Metrics) => void): Promise<string> {
  const metrics = new Metrics();
  try {
    measure(metrics);
    return await metrics.getSingleMetricAsString(options.name);
  } finally {
    metrics.onApplicationShutdown();
  }
}

it('shows what a histogram of prom-client would', async () => {
  const held = await shown((metrics) => {
    const durations = new Durations(options, metrics);
    for (const b of ['x', 'y']) {
      const series = durations.series({ a: 'a', b });
      for (const each of seconds) series.observe(each);
    }
  });
  const common = await shown((metrics) => {
    const histogram = new Histogram({ ...options, registers: [metrics] });
    for (const b of ['x', 'y']) for (const each of seconds) histogram.observe({ a: 'a', b }, each);
  });
  expect(held).toBe(common);
});
