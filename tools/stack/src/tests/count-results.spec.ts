import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { workspace } from '../workspace.js';
import { countOf, countResults, forgetResults } from './count-results.js';

const results = (fields: Record<string, unknown>): string =>
  JSON.stringify({ success: true, numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0, testResults: [], ...fields });

describe('countOf', () => {
  it('counts single tests', () => {
    expect(countOf(results({}))).toMatchObject({ passed: 5, failed: 0 });
    expect(countOf(results({ success: false, numFailedTests: 2 }))).toMatchObject({ passed: 5, failed: 2 });
  });

  it('names what failed: each test, or the file that could not be run', () => {
    const tests = [
      { status: 'passed', fullName: 'a door opens', failureMessages: [] },
      { status: 'failed', fullName: 'a door shuts', failureMessages: ['expected it shut'] },
    ];
    const testResults = [
      { name: join(workspace, 'door.spec.ts'), status: 'failed', message: 'all of it', assertionResults: tests },
      { name: join(workspace, 'torn.spec.ts'), status: 'failed', message: 'unexpected end', assertionResults: [] },
      { name: join(workspace, 'wall.spec.ts'), status: 'passed', message: '', assertionResults: tests.slice(0, 1) },
    ];
    expect(countOf(results({ success: false, testResults })).failures).toEqual(['door.spec.ts: a door shuts\nexpected it shut', 'torn.spec.ts\nunexpected end']);
  });

  it('counts a file that could not be run as one failed test', () => {
    expect(countOf(results({ success: false, numRuntimeErrorTestSuites: 1 }))).toMatchObject({ passed: 5, failed: 1 });
  });

  it('counts a run that failed without naming a test as one failed test', () => {
    expect(countOf(results({ success: false }))).toMatchObject({ passed: 5, failed: 1 });
  });

  it.each([undefined, '', '{ torn', '{}'])('counts the missing or unreadable results %p as one failed test', (json) => {
    expect(countOf(json)).toEqual({ passed: 0, failed: 1, failures: [] });
  });
});

describe('countResults', () => {
  it('sums over projects, and does not take old results for new ones', () => {
    const folder = mkdtempSync(join(tmpdir(), 'count-results-'));
    const roots = ['one', 'two', 'three'].map((name) => join(folder, name));
    for (const root of roots) mkdirSync(root);
    for (const root of roots.slice(0, 2)) writeFileSync(join(root, 'test-results.json'), results({}));
    expect(countResults(roots)).toEqual({ passed: 10, failed: 1, failures: [] });
    forgetResults(roots);
    expect(countResults(roots)).toEqual({ passed: 0, failed: 3, failures: [] });
    rmSync(folder, { recursive: true });
  });
});
