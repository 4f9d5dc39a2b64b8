import { spawnSync } from 'node:child_process';

/** What is measured has one core, and who measures it another. */
export const serverCore = '0';
export const loadCore = '1';

/** Whether processes can be kept to one core each here. */
export const canPin = spawnSync('taskset', ['-c', `${serverCore},${loadCore}`, 'true']).status === 0;

/** Keeps a process that runs, all its threads, to the core of what is measured. */
export function pinServer(pid: number): void {
  if (canPin && spawnSync('taskset', ['-a', '-c', '-p', serverCore, String(pid)]).status !== 0) throw new Error(`process ${pid} cannot be kept to one core`);
}

/** The command that runs a program of Node on the core of who measures. */
export function onLoadCore(...args: string[]): [command: string, args: string[]] {
  return canPin ? ['taskset', ['-c', loadCore, process.execPath, ...args]] : [process.execPath, args];
}
