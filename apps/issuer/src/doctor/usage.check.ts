import { warn } from './finding.js';
import { type MetricRule, metricsCheck } from './judge-metrics.js';

export const usageRules: readonly MetricRule[] = [
  {
    metric: 'latchkey_usage_dropped_total',
    when: (value) => value > 0,
    verdict: (what, worst) => warn(`${what} did not count ${worst} uses since it started`, 'More tokens are in use at once than there is room for, or Kafka was away: share the load among more verifiers.', 'usage-not-recorded'),
  },
];

export const usage = metricsCheck('usage', ['verifier'], usageRules);
