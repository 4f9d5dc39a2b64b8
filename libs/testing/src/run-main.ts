import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a program of an app as it is built, to its end, with this environment alone. `beside` is the URL of a file beside the `<main>.ts` of it. */
export function runMain(beside: string, main: string, { env, cwd }: Surroundings, ...args: readonly string[]): Promise<Ended> {
  const path = fileURLToPath(new URL(`../dist/${main}.js`, beside));
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [path, ...args], { cwd, env }, (_error, stdout, stderr) => {
      if (child.exitCode === null) reject(new Error(`${main} was killed`));
      else resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}
