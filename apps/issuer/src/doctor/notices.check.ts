import { fail, type Verdict, warn } from './finding.js';
import { type MetricRule, metricsCheck } from './judge-metrics.js';

const isSet = (value: number): boolean => value > 0;
const late = (value: number): boolean => value > 900;

const rule = (metric: string, when: MetricRule['when'], verdict: (what: string, worst: number) => Verdict): MetricRule => ({ metric: `latchkey_${metric}`, when, verdict });

export const noticeRules: readonly MetricRule[] = [
  rule('notifications_unreachable_total', isSet, (what, worst) => warn(`${what} found nobody to write to ${worst} times since it started`, 'Name a contact of the service account or the customer: PUT /contacts.', 'nobody-reachable')),
  rule('notices_oldest_due_age_seconds', late, (what, worst) => fail(`${what}: a notice of expiry has been due for ${Math.floor(worst)} s`, 'See whether heartbeats come (keyring), and what the log of the notifier says.', 'notices-late')),
  rule('notifications_oldest_due_age_seconds', late, (what, worst) => warn(`${what}: a notification has waited for ${Math.floor(worst)} s to be tried`, 'Start more notifiers, or raise NOTIFIER_CONCURRENT_DELIVERIES.', 'notifications-late')),
  rule('outbox_oldest_age_seconds', (value) => value > 30, (what, worst) => fail(`${what}: an announcement has waited for ${Math.floor(worst)} s in its outbox`, 'See what Kafka or the log of the notifier says.', 'outbox-waits')),
  rule('notifications_failed_total', isSet, (what, worst) => warn(`${what}: up to ${worst} notifications were given up since the start`, 'GET /notifications?state=failed says which and why.', 'deliveries-fail')),
  rule('subscriptions_disabled_total', isSet, (what) => warn(`${what}: subscriptions were disabled since the start`, 'Tell their owners, who switch them on again once the receiver works.', 'subscriptions-disabled')),
  rule('token_states_unreadable_total', isSet, (what, worst) => warn(`${what} could not read ${worst} records of token-state`, 'Run compare.main.js, then republish.main.js for the tokens that it names.', 'token-state-unreadable')),
];

export const notices = metricsCheck('notices', ['notifier'], noticeRules);
