import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command as it is built, with this environment alone. */
export function runCommand(command: string, env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> {
  const path = fileURLToPath(new URL(`../dist/${command}.main.js`, import.meta.url));
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [path, ...args], { env }, (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }));
  });
}
