import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Children } from '../processes/children.js';
import { StackError } from '../stack-error.js';
import { workspace } from '../workspace.js';

const nx = join(workspace, 'node_modules', '.bin', 'nx');
const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };
const runTests = ['run-many', '-t', 'test', '--output-style=static'];

const graphSchema = z.object({
  tasks: z.object({ tasks: z.record(z.string(), z.object({ projectRoot: z.string(), target: z.object({ target: z.string() }) })) }),
});

/** The folders of the projects whose tests these arguments to `nx run-many` choose. */
export async function projectsUnderTest(children: Children, args: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-graph-'));
  try {
    const file = join(folder, 'graph.json');
    const { code, stdout, stderr } = await children.run(process.execPath, [nx, ...runTests, `--graph=${file}`, ...args], { name: 'nx', cwd: workspace, env });
    if (code !== 0) throw new StackError(`${stdout}${stderr}`.trim());
    const { tasks } = graphSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).tasks;
    return Object.values(tasks).filter(({ target }) => target.target === 'test').map(({ projectRoot }) => join(workspace, projectRoot));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the tests with their output as ours, and answers the exit code. */
export async function runManyTests(children: Children, args: readonly string[], own: NodeJS.ProcessEnv): Promise<number> {
  const options = { name: 'nx', layer: 'command', cwd: workspace, stdio: 'inherit', env: { ...env, ...own } } as const;
  const { code } = await (await children.start(process.execPath, [nx, ...runTests, ...args], options)).exited;
  return code ?? 1;
}
