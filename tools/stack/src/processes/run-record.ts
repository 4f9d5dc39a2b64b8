import { linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StackError } from '../stack-error.js';
import { say } from '../terminal.js';
import type { Child } from './child.js';
import { stopOrphan } from './orphans.js';
import { livingProcess, recordedChild } from './recorded-child.js';
import { startTime } from './start-time.js';

const runSchema = z.object({
  ...livingProcess,
  /** Temporary directories that end with the run. */
  scratch: z.array(z.string()),
  children: z.array(recordedChild),
});
type Run = z.infer<typeof runSchema>;

/**
 * What a running command writes down about itself, so that one run of a name at a time lives, and so that the next one can end what a killed one left
 * behind.
 */
export class RunRecord {
  private readonly path: string;
  private run: Run;

  private constructor(
    private readonly folder: string,
    name: string,
  ) {
    this.path = join(folder, `${name}.json`);
    this.run = { pid: process.pid, started: startTime(process.pid) ?? '', scratch: [], children: [] };
  }

  /** Ends what dead runs left in the folder, then takes the name; throws where a living run has it. */
  static async claim(folder: string, name: string): Promise<RunRecord> {
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.json'))) await endIfDead(join(folder, file));
    const record = new RunRecord(folder, name);
    record.take();
    return record;
  }

  add({ pid, name, options }: Child): void {
    const stopSignal = options.stopSignal === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    const container = options.container === undefined ? {} : { container: options.container };
    this.run.children.push({ pid, started: startTime(pid) ?? '', name, stopSignal, ownGroup: options.ownGroup ?? false, ...container });
    this.save();
  }

  remove({ pid }: Child): void {
    this.run.children = this.run.children.filter((child) => child.pid !== pid);
    this.save();
  }

  addScratch(directory: string): void {
    this.run.scratch.push(directory);
    this.save();
  }

  release(): void {
    for (const directory of this.run.scratch) rmSync(directory, { recursive: true, force: true });
    rmSync(this.path, { force: true });
  }

  /** A link, since it fails where the name is taken and shows no half-written file. */
  private take(): void {
    const draft = this.write();
    try {
      linkSync(draft, this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw runningAlready(readRun(this.path));
    } finally {
      rmSync(draft);
    }
  }

  private save(): void {
    renameSync(this.write(), this.path);
  }

  private write(): string {
    const draft = join(this.folder, `${process.pid}.draft`);
    writeFileSync(draft, `${JSON.stringify(this.run, null, 2)}\n`);
    return draft;
  }
}

function runningAlready(run: Run | undefined): StackError {
  return new StackError(`it runs already in this checkout, as process ${run?.pid ?? 'unknown'}: stop that one first (Ctrl-C where it runs, or kill ${run?.pid ?? ''})`);
}

function readRun(path: string): Run | undefined {
  try {
    return runSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

async function endIfDead(path: string): Promise<void> {
  const run = readRun(path);
  if (run && startTime(run.pid) === run.started) return;
  if (run && run.children.length > 0) say(`ending what a killed run left behind: ${run.children.map(({ name }) => name).join(', ')}`);
  for (const child of [...(run?.children ?? [])].reverse()) await stopOrphan(child);
  for (const directory of run?.scratch ?? []) rmSync(directory, { recursive: true, force: true });
  rmSync(path, { force: true });
}
