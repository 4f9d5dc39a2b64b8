import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { countOf, countResults, forgetResults } from './count-results.js';

const results = (fields: Record<string, unknown>): string =>
  JSON.stringify({ success: true, numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0, testResults: [], ...fields });

describe('countOf', () => {
  it('counts single tests', () => {
    expect(countOf(results({}))).toEqual({ passed: 5, failed: 0 });
    expect(countOf(results({ success: false, numFailedTests: 2 }))).toEqual({ passed: 5, failed: 2 });
  });

  it('counts a file that could not be run as one failed test', () => {
    expect(countOf(results({ success: false, numRuntimeErrorTestSuites: 1 }))).toEqual({ passed: 5, failed: 1 });
  });

  it('counts a run that failed without naming a test as one failed test', () => {
    expect(countOf(results({ success: false }))).toEqual({ passed: 5, failed: 1 });
  });

  it.each([undefined, '', '{ torn', '{}'])('counts the missing or unreadable results %p as one failed test', (json) => {
    expect(countOf(json)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('countResults', () => {
  it('sums over projects, and does not take old results for new ones', () => {
    const folder = mkdtempSync(join(tmpdir(), 'count-results-'));
    const roots = ['one', 'two', 'three'].map((name) => join(folder, name));
    for (const root of roots) mkdirSync(root);
    for (const root of roots.slice(0, 2)) writeFileSync(join(root, 'test-results.json'), results({}));
    expect(countResults(roots)).toEqual({ passed: 10, failed: 1 });
    forgetResults(roots);
    expect(countResults(roots)).toEqual({ passed: 0, failed: 3 });
    rmSync(folder, { recursive: true });
  });
});
