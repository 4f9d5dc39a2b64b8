import { fail, type Verdict, warn } from './finding.js';
import { type MetricRule, metricsCheck } from './judge-metrics.js';

const isSet = (value: number): boolean => value > 0;
const behind = (value: number): boolean => value > 10_000;

const rule = (metric: string, when: MetricRule['when'], verdict: (what: string, worst: number) => Verdict, across?: 'least'): MetricRule => ({
  metric: `latchkey_audit_${metric}`,
  when,
  verdict,
  ...(across && { across }),
});

export const auditLogRules: readonly MetricRule[] = [
  rule('log_stopped', isSet, (what) => fail(`${what} has stopped: what comes in is not what it was made from`, 'Find out whether the topic was made anew; if so, start-epoch.main.js begins a new log.', 'audit-log-stopped')),
  rule('checkpoint_refused', isSet, (what) => fail(`${what} is not signed: it is not the log that was signed before`, 'verify-log.main.js names the entry that differs.', 'audit-checkpoint-refused')),
  rule('gaps_total', isSet, (what) => fail(`${what}: records were gone before they were audited`, 'Find out why the auditor was away for longer than the topic keeps them.', 'audit-gap')),
  rule('records_never_published_total', isSet, (what) => fail(`${what}: records were gone before they were published`, 'Tell whoever reads the audit topic; the runbook says how to find which.', 'audit-never-published')),
  rule('unpublished_records', behind, (what, worst) => warn(`${what}: up to ${worst} records are not on the audit topic`, 'See in the log of the auditor what Kafka says of publishing.', 'audit-unpublished'), 'least'),
  rule('unsigned_records', behind, (what, worst) => warn(`${what}: up to ${worst} records are covered by no checkpoint`, 'See that AUDITOR_SIGNING_KEY is set, and what the log of the auditor says of signing.', 'audit-unsigned'), 'least'),
  rule('unsettled_seconds', (value) => value > 60, (what, worst) => warn(`${what}: a transaction has been open for ${Math.floor(worst)} s and holds back streams`, 'Find it in pg_stat_activity, and end it.', 'audit-unsettled')),
  rule('records_unreadable_total', isSet, (what) => warn(`${what}: records break their contract since the start`, 'The runbook says how to find them; mend whoever sends them.', 'audit-unreadable')),
  rule('months_overdue', isSet, (what, worst) => warn(`${what}: ${worst} months of records are kept for too long`, 'They wait to be published, or the auditor cannot drop them: its log says which.', 'audit-months-overdue')),
  rule('reads_not_recorded_total', isSet, (what, worst) => warn(`${what}: ${worst} reads of the log are not on record`, 'Kafka was away for longer than there was room to remember them; note when.', 'audit-reads-not-recorded')),
];

export const auditLog = metricsCheck('audit log', ['auditor'], auditLogRules);
