import { expect, it } from '@jest/globals';
import { Metrics } from '@latchkey/runtime';
import { ProberMetrics } from './prober.metrics.js';

it('show nothing of a verifier that is no more, and of what has not happened that it has not', async () => {
  const shown = new Metrics();
  const metrics = new ProberMetrics(shown);
  metrics.keepOnly(['gone:3002', 'there:3002']);
  for (const verifier of ['gone:3002', 'there:3002']) metrics.observeSeen(verifier, 0.02);
  metrics.keepOnly(['there:3002']);
  const text = await shown.metrics();
  expect(text).toContain('latchkey_probe_revocation_seen_seconds_count{verifier="there:3002"} 1');
  expect(text).not.toContain('gone:3002');
  for (const outcome of ['in_time', 'late', 'unseen']) expect(text).toContain(`latchkey_probe_rounds_total{outcome="${outcome}"} 0`);
});
