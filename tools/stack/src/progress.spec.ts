import { describe, expect, it } from '@jest/globals';
import { bar } from './progress.js';

describe('bar', () => {
  it('grows with what is done', () => {
    expect(bar(0, 90)).toBe(`[${'-'.repeat(30)}]`);
    expect(bar(45, 90)).toBe(`[${'#'.repeat(15)}${'-'.repeat(15)}]`);
  });

  it('is not full before the end, even past what was expected', () => expect(bar(120, 90)).toBe(`[${'#'.repeat(29)}-]`));
});
