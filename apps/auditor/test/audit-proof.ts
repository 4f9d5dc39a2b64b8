import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../tools/audit-proof/', import.meta.url));

export interface Checked {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether Go is here, and the modules that the program is made of can be had. */
export function canCheckFromOutside(): boolean {
  try {
    execFileSync('go', ['build', '-o', '/dev/null', '.'], { cwd: folder, stdio: 'ignore', timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
}

/** Runs tools/audit-proof, which is not ours but for a few lines around the libraries of Go’s checksum database. */
export function checkFromOutside(args: readonly string[], token = ''): Promise<Checked> {
  return new Promise((resolve) => {
    const child = execFile('go', ['run', '.', ...args], { cwd: folder, env: { ...process.env, LATCHKEY_TOKEN: token } }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}
