import { describe, expect, it } from '@jest/globals';
import { documentedMetrics, whyNotThere } from './documented-metrics.js';
import { selectorsOf } from './promql.js';

describe('selectorsOf', () => {
  it('finds what an expression selects, however deep', () => {
    expect(selectorsOf('sum by (job) (rate(a_total{job=~"x.+", code!="5"}[5m])) / max(b) > 1 or absent(up)')).toEqual([
      { metric: 'a_total', labels: ['job', 'code'] },
      { metric: 'b', labels: [] },
      { metric: 'up', labels: [] },
    ]);
  });

  it.each(['sum(', 'rate(a[5m)', 'a{b=}', ''])('refuses %j', (expression) => {
    expect(() => selectorsOf(expression)).toThrow(SyntaxError);
  });
});

describe('whyNotThere', () => {
  const metrics = documentedMetrics();

  it.each([
    ['up', ['job']],
    ['http_request_duration_seconds_bucket', ['route', 'le']],
    ['latchkey_outbox_depth', ['instance']],
  ])('knows %s by %j', (name, labels) => expect(whyNotThere(metrics, name, labels)).toBeUndefined());

  it.each([
    ['latchkey_outbox_length', [], 'no service shows latchkey_outbox_length'],
    ['http_request_duration_seconds', [], 'no service shows http_request_duration_seconds'],
    ['latchkey_outbox_depth_count', [], 'no service shows latchkey_outbox_depth_count'],
    ['latchkey_outbox_depth', ['topic'], 'latchkey_outbox_depth has no label topic'],
  ])('tells that %s by %j is not there', (name, labels, why) => expect(whyNotThere(metrics, name, labels)).toBe(why));
});
