import { Children } from './processes/children.js';
import { RunRecord } from './processes/run-record.js';
import { StackError } from './stack-error.js';
import { say } from './terminal.js';
import { local } from './workspace.js';

export interface Command {
  /** One of a name runs at a time in a checkout. */
  readonly name: string;
  /** What a stop by signal counts as, for whoever waits for this process. */
  readonly codeOnSignal: number;
}

export type Work = (children: Children, record: RunRecord) => Promise<number>;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` as this process and ends it with the code that it answers. Whatever ends it, be it a failure, a signal, a closed terminal or the loss of
 * a process that it needs, everything it started is stopped first.
 */
export async function runCommand({ name, codeOnSignal }: Command, work: Work): Promise<never> {
  const signalled = untilSignalled().then(() => codeOnSignal);
  let code = 1;
  try {
    const record = await RunRecord.claim(local('run'), name);
    const children = new Children(record);
    code = await Promise.race([signalled, failed(work(children, record)), lost(children)]);
    await children.stop();
    record.release();
  } catch (error) {
    show(error);
  }
  process.exit(code);
}

/** A closed terminal shows as failed writes before it does as a signal. The first asks to stop; stopping takes a bounded time, so later ones change nothing. */
async function untilSignalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) process.on(signal, () => resolve());
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => resolve());
  });
}

async function failed(work: Promise<number>): Promise<number> {
  return work.catch((error: unknown) => {
    show(error);
    return 1;
  });
}

async function lost(children: Children): Promise<number> {
  const child = await children.lost;
  const { code, signal } = await child.exited;
  say(`${child.name} ended (${signal ?? `exit code ${code ?? 'unknown'}`}); stopping everything`);
  return 1;
}

function show(error: unknown): void {
  const text = error instanceof StackError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n`);
}
