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

/** Runs a command of the issuer as it is built, to its end, with this environment alone. */
export function runCommand(main: string, { env, cwd }: Surroundings, ...args: string[]): Promise<Ended> {
  const path = fileURLToPath(new URL(`../dist/${main}.js`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [path, ...args], { cwd, env }, (_error, stdout, stderr) => {
      if (child.exitCode === null) reject(new Error(`${main} was killed`));
      else resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}
