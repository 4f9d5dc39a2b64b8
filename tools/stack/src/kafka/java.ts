import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const oldestJava = 17;

export interface Java {
  readonly command: string;
  readonly major: number;
}

/** The major version that `java -version` tells on stderr: 17 for "17.0.15", 8 for "1.8.0_402", 24 for "24-ea". */
export function parseJavaVersion(output: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? [];
  const major = first === '1' ? second : first;
  return major === undefined ? undefined : Number(major);
}

/** The Java of `JAVA_HOME`, else of the `PATH`; undefined where neither runs. */
export function findJava(env: NodeJS.ProcessEnv): Java | undefined {
  const candidates = [...(env['JAVA_HOME'] ? [join(env['JAVA_HOME'], 'bin', 'java')] : []), 'java'];
  for (const command of candidates) {
    const { error, stderr } = spawnSync(command, ['-version'], { encoding: 'utf8', env });
    const major = error ? undefined : parseJavaVersion(stderr);
    if (major !== undefined) return { command, major };
  }
  return undefined;
}

/** Whether a program is there and says its version. */
export function runs(command: string, args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  return spawnSync(command, [...args], { stdio: 'ignore', env }).status === 0;
}
