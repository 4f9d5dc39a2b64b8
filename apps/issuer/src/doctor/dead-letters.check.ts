import { warn } from './finding.js';
import { type MetricRule, metricsCheck } from './judge-metrics.js';

export const deadLetterRules: readonly MetricRule[] = [
  {
    metric: 'latchkey_consumer_dead_letters_total',
    when: (value) => value > 0,
    verdict: (what) => warn(`${what}: records that break their contract were set aside since the start`, 'Read them on the topic that ends in .dead: the headers say why. Mend whoever sends them.', 'dead-letters'),
  },
];

export const deadLetters = metricsCheck('dead letters', ['issuer', 'notifier'], deadLetterRules);
