import { fail, warn } from './finding.js';
import { type MetricRule, metricsCheck } from './judge-metrics.js';

/** As the alerts have it. */
const staleSeconds = 60;

export const keyringRules: readonly MetricRule[] = [
  {
    metric: 'latchkey_keyring_staleness_seconds',
    when: Number.isNaN,
    verdict: (what) => fail(`${what} has read no heartbeat and answers nobody`, 'Wait while the number of its tokens grows; if it does not, see its log for Kafka, and that the issuer relays.', 'keyring-not-caught-up'),
  },
  {
    metric: 'latchkey_keyring_staleness_seconds',
    when: (value) => value > staleSeconds,
    verdict: (what, worst) => fail(`${what} knows of no change for ${Math.floor(worst)} s: what was revoked since then is let in`, 'If all are stale, see outbox and clocks; if some are, restart those.', 'keyring-stale'),
  },
  {
    metric: 'latchkey_keyring_unreadable_total',
    when: (value) => value > 0,
    verdict: (what, worst) => warn(`${what} could not read ${worst} records of token-state, and refuses their tokens until a later one`, 'Run compare.main.js, then republish.main.js for the tokens that it names.', 'token-state-unreadable'),
  },
  {
    metric: 'latchkey_keyring_conflicts_total',
    when: (value) => value > 0,
    verdict: (what) => fail(`${what} found a token that claims the secret of another`, 'Find out who else may write token-state: whoever can, can make tokens.', 'token-state-conflict'),
  },
  {
    metric: 'latchkey_keyring_snapshot_failed_total',
    when: (value) => value > 0,
    verdict: (what) => warn(`${what} could not write its snapshot since it started`, 'Make room on its volume, or give it the right to write there.', 'snapshot-fails'),
  },
];

export const keyring = metricsCheck('keyring', ['verifier', 'auditor', 'notifier'], keyringRules, (instances) => {
  const staleness = instances.flatMap(({ answer }) => answer.metrics.filter(({ name }) => name === 'latchkey_keyring_staleness_seconds').map(({ value }) => value));
  return `every change of more than ${Math.max(...staleness).toFixed(1)} s ago is known to all ${instances.length} instances`;
});
