import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const resultsSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  /** Files that could not even be run. */
  numRuntimeErrorTestSuites: z.int(),
});

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const resultsFile = 'test-results.json';

/** What one project's results say; without a readable file, or where it failed but names no test, one failed. */
export function countOf(json: string | undefined): Counts {
  const results = resultsSchema.safeParse(parsed(json)).data;
  if (!results) return { passed: 0, failed: 1 };
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return { passed: results.numPassedTests, failed: failed === 0 && !results.success ? 1 : failed };
}

export function sum(counts: readonly Counts[]): Counts {
  return counts.reduce((all, { passed, failed }) => ({ passed: all.passed + passed, failed: all.failed + failed }), { passed: 0, failed: 0 });
}

/** The sum over these projects, by the files that Jest wrote or Nx brought back. */
export function countResults(roots: readonly string[]): Counts {
  return sum(roots.map((root) => countOf(read(join(root, resultsFile)))));
}

/** So that a project that does not get to run is not counted by what it did last time. */
export function forgetResults(roots: readonly string[]): void {
  for (const root of roots) rmSync(join(root, resultsFile), { force: true });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}
