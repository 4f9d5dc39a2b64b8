import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { workspace } from '../workspace.js';

const resultsSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  /** Files that could not even be run. */
  numRuntimeErrorTestSuites: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()) })),
    }),
  ),
});
type Results = z.output<typeof resultsSchema>;

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What failed: the file and the test, and below them how. */
  readonly failures: readonly string[];
}

const resultsFile = 'test-results.json';

/** What one project's results say; without a readable file, or where it failed but names no test, one failed. */
export function countOf(json: string | undefined): Counts {
  const results = resultsSchema.safeParse(parsed(json)).data;
  if (!results) return { passed: 0, failed: 1, failures: [] };
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return { passed: results.numPassedTests, failed: failed === 0 && !results.success ? 1 : failed, failures: failuresIn(results) };
}

function failuresIn({ testResults }: Results): string[] {
  return testResults.filter(({ status }) => status === 'failed').flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed');
    const file = relative(workspace, name);
    return tests.length > 0 ? tests.map(({ fullName, failureMessages }) => `${file}: ${fullName}\n${failureMessages.join('\n')}`) : [`${file}\n${message}`];
  });
}

export function sum(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((all, { passed }) => all + passed, 0),
    failed: counts.reduce((all, { failed }) => all + failed, 0),
    failures: counts.flatMap(({ failures }) => failures),
  };
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
