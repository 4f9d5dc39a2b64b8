import { describe, expect, it } from '@jest/globals';
import { auditLogRules } from './audit-log.check.js';
import { deadLetterRules } from './dead-letters.check.js';
import type { ServiceName } from './doctor.env.js';
import type { Level } from './finding.js';
import type { Answering } from './instance.js';
import { judgeMetrics, type MetricRule } from './judge-metrics.js';
import { keyringRules } from './keyring.check.js';
import { noticeRules } from './notices.check.js';
import { parseMetrics } from './parse-metrics.js';
import { usageRules } from './usage.check.js';

const showing = (metrics: string, service: ServiceName = 'verifier', name: string = service): Answering => ({ service, url: 'http://a', name, answer: { ready: true, status: 'ok', details: {}, metrics: parseMetrics(metrics) } });
const judged = (rules: readonly MetricRule[], ...instances: Answering[]): [Level, string][] => judgeMetrics(rules, instances).map(({ level, text }) => [level, text]);

describe('judgeMetrics', () => {
  it.each<[string, readonly MetricRule[], string, Level, string]>([
    ['NaN of staleness', keyringRules, 'latchkey_keyring_staleness_seconds NaN', 'fail', 'verifier has read no heartbeat and answers nobody'],
    ['a stale keyring', keyringRules, 'latchkey_keyring_staleness_seconds 61.5', 'fail', 'verifier knows of no change for 61 s: what was revoked since then is let in'],
    ['an unreadable state', keyringRules, 'latchkey_keyring_unreadable_total 2', 'warn', 'verifier could not read 2 records of token-state, and refuses their tokens until a later one'],
    ['a conflict', keyringRules, 'latchkey_keyring_conflicts_total 1', 'fail', 'verifier found a token that claims the secret of another'],
    ['a snapshot that failed', keyringRules, 'latchkey_keyring_snapshot_failed_total 1', 'warn', 'verifier could not write its snapshot since it started'],
    ['dropped uses', usageRules, 'latchkey_usage_dropped_total 5', 'warn', 'verifier did not count 5 uses since it started'],
    ['a dead letter', deadLetterRules, 'latchkey_consumer_dead_letters_total{consumer="issuer",topic="token-usage"} 1', 'warn', 'issuer token-usage: records that break their contract were set aside since the start'],
    ['a log that stopped', auditLogRules, 'latchkey_audit_log_stopped{log="token-events/0"} 1', 'fail', 'token-events/0 has stopped: what comes in is not what it was made from'],
    ['a refused checkpoint', auditLogRules, 'latchkey_audit_checkpoint_refused{log="a/0"} 1', 'fail', 'a/0 is not signed: it is not the log that was signed before'],
    ['publication behind', auditLogRules, 'latchkey_audit_unpublished_records{log="a/0"} 10001', 'warn', 'a/0: up to 10001 records are not on the audit topic'],
    ['signing behind', auditLogRules, 'latchkey_audit_unsigned_records{log="a/0"} 20000', 'warn', 'a/0: up to 20000 records are covered by no checkpoint'],
    ['nobody reachable', noticeRules, 'latchkey_notifications_unreachable_total 3', 'warn', 'verifier found nobody to write to 3 times since it started'],
    ['a late notice', noticeRules, 'latchkey_notices_oldest_due_age_seconds 1000', 'fail', 'verifier: a notice of expiry has been due for 1000 s'],
    ['an announcement that waits', noticeRules, 'latchkey_outbox_oldest_age_seconds 31', 'fail', 'verifier: an announcement has waited for 31 s in its outbox'],
  ])('finds %s', (_, rules, metrics, level, text) => {
    expect(judged(rules, showing(metrics))).toEqual([[level, text]]);
  });

  it.each<[readonly MetricRule[], string]>([
    [keyringRules, 'latchkey_keyring_staleness_seconds 1.2\nlatchkey_keyring_conflicts_total 0'],
    [auditLogRules, 'latchkey_audit_unsigned_records{log="a/0"} 12\nlatchkey_audit_log_stopped{log="a/0"} 0'],
    [noticeRules, 'latchkey_notices_oldest_due_age_seconds 0'],
  ])('finds nothing where all is well', (rules, metrics) => {
    expect(judged(rules, showing(metrics))).toEqual([['ok', 'nothing stands out at the verifier']]);
  });

  it('takes what one instance alone has not heard of for done, and names what is worst among several', () => {
    const [behind, done] = ['latchkey_audit_unpublished_records{log="a/0"} 20000', 'latchkey_audit_unpublished_records{log="a/0"} 0'];
    expect(judged(auditLogRules, showing(behind, 'auditor'), showing(done, 'auditor'))).toEqual([['ok', 'nothing stands out at the auditor']]);
    const stale = [70, 90, 2].map((seconds, n) => showing(`latchkey_keyring_staleness_seconds ${seconds}`, 'verifier', `verifier ${n}`));
    expect(judged(keyringRules, ...stale)).toEqual([['fail', 'verifier 0, verifier 1 knows of no change for 90 s: what was revoked since then is let in']]);
  });
});
