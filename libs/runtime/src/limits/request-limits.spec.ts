import { expect, it } from '@jest/globals';
import { Metrics } from '../metrics/metrics.js';
import { type Quotas, RequestLimits } from './request-limits.js';

const attempt = { digest: 'd', address: '192.0.2.1' };

function limits(quotas: Quotas): RequestLimits {
  const metrics = new Metrics();
  const made = new RequestLimits(quotas, metrics, () => 0);
  metrics.onApplicationShutdown();
  return made;
}

it('whoever is counted, or was not good lately, does not pass', () => {
  expect(limits({ perCaller: 0, unknownCredentials: 0 }).passes('d')).toBe(true);
  expect(limits({ perCaller: 1, unknownCredentials: 0 }).passes('d')).toBe(false);
  const guarded = limits({ perCaller: 0, unknownCredentials: 1 });
  expect(guarded.passes('d')).toBe(false);
  guarded.succeeded(attempt);
  expect([guarded.passes('d'), guarded.passes('e')]).toEqual([true, false]);
  guarded.failed(attempt);
  expect(guarded.passes('d')).toBe(false);
});
