import { StackError } from '../stack-error.js';
import { Child, layers } from './child.js';
import type { ChildOptions } from './child.js';
import type { RunRecord } from './run-record.js';

export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Every process that a command started: after `stop` none of them lives and none can be started. */
export class Children {
  private readonly living = new Set<Child>();
  private readonly leftovers: (() => void)[] = [];
  private stopping = false;
  private reportLost: (child: Child) => void = () => undefined;
  /** The first that ended though nobody told it to, commands excepted. */
  readonly lost = new Promise<Child>((resolve) => {
    this.reportLost = resolve;
  });

  /** With a record, each child is in a process group of its own, and the record names it to whoever finds this process killed. */
  constructor(private readonly record?: RunRecord) {}

  async start(command: string, args: readonly string[], options: ChildOptions): Promise<Child> {
    if (this.stopping) throw new StackError('stopped');
    return Child.start(command, args, { ownGroup: this.record !== undefined, ...options }, (child) => this.watch(child));
  }

  /** Runs a command to its end. */
  async run(command: string, args: readonly string[], options: Omit<ChildOptions, 'layer'>): Promise<Output> {
    const child = await this.start(command, args, { ...options, layer: 'command' });
    const [stdout, stderr] = [child.collect('stdout'), child.collect('stderr')];
    const { code } = await child.exited;
    return { code, stdout: stdout(), stderr: stderr() };
  }

  /** What is cleared away once all have stopped. */
  atEnd(clear: () => void): void {
    this.leftovers.push(clear);
  }

  /** From the commands down to Postgres; those of one layer at once. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const layer of [...layers].reverse()) {
      const ofLayer = [...this.living].filter(({ options }) => options.layer === layer);
      await Promise.all(ofLayer.map(async (child) => child.stop()));
    }
    for (const clear of this.leftovers.splice(0)) clear();
  }

  private watch(child: Child): void {
    this.living.add(child);
    this.record?.add(child);
    void child.exited.then(() => {
      this.living.delete(child);
      this.record?.remove(child);
      if (!child.expectedToEnd && child.options.layer !== 'command') this.reportLost(child);
    });
  }
}
