import { describe, expect, it } from '@jest/globals';
import { mergePolicy, policyParts } from './merge-policy.js';
import { defaultPolicy } from './policy.js';

describe('parts of a policy', () => {
  it('change what they name and leave the rest', () => {
    const strict = mergePolicy(defaultPolicy, { max_lifetime_days: 30, required_labels: ['team'] });
    expect(strict).toEqual({ ...defaultPolicy, max_lifetime_days: 30, required_labels: ['team'] });
    expect(mergePolicy(strict, { max_lifetime_days: null })).toEqual({ ...defaultPolicy, required_labels: ['team'] });
    expect(mergePolicy(strict, {})).toEqual(strict);
  });

  it.each([{ max_lifetime_days: 0 }, { required_labels: [''] }, { on_reuse: 'nothing' }, { allow_never_expires: null }, { unknown: true }])('may not be %j', (parts) => {
    expect(policyParts.safeParse(parts).success).toBe(false);
  });
});
