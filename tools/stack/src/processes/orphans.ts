import { setTimeout as pause } from 'node:timers/promises';
import { forksOf, removeContainer, send } from './child.js';
import type { RecordedChild } from './recorded-child.js';
import { startTime } from './start-time.js';

const graceMs = 10_000;
const lookEveryMs = 50;

/** Ends a process whose owner was killed; one that merely got its pid is left alone. */
export async function stopOrphan(orphan: RecordedChild): Promise<void> {
  const target = orphan.ownGroup ? -orphan.pid : orphan.pid;
  if (lives(orphan)) {
    send(target, orphan.stopSignal);
    // It may have been left frozen, and what it forked with it.
    for (const pid of [...forksOf(orphan.pid), target]) send(pid, 'SIGCONT');
    if (!(await endsWithin(orphan, graceMs))) send(target, 'SIGKILL');
    await endsWithin(orphan, graceMs);
    if (orphan.ownGroup) send(target, 'SIGKILL');
  }
  if (orphan.container !== undefined) removeContainer(orphan.container);
}

function lives({ pid, started }: RecordedChild): boolean {
  return startTime(pid) === started;
}

async function endsWithin(orphan: RecordedChild, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (lives(orphan)) {
    if (performance.now() > deadline) return false;
    await pause(lookEveryMs);
  }
  return true;
}
