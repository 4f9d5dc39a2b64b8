import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** From what is stopped last to what is stopped first. */
export const layers = ['postgres', 'kafka', 'service', 'command'] as const;
export type Layer = (typeof layers)[number];

export interface ChildOptions {
  readonly name: string;
  readonly layer: Layer;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly stdio?: StdioOptions;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly stopSignal?: NodeJS.Signals;
  /** How long it may take to stop before it is killed. */
  readonly graceMs?: number;
  /** A process group of its own: Ctrl-C in the terminal does not reach it, and whatever it started ends with it. */
  readonly ownGroup?: boolean;
  /** What it forks leaves its group, as Postgres’s own do, and is to be frozen and killed with it. */
  readonly forks?: boolean;
  /** Its container, which outlives the `docker run` that watches it. */
  readonly container?: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const defaultGraceMs = 10_000;
const lastLinesMs = 1_000;

/** One process that we started: nothing of it is left once `stop` or `kill` has answered. */
export class Child {
  readonly exited: Promise<Exit>;
  private ended = false;
  private stopping = false;
  private frozen = false;

  private constructor(
    private readonly child: ChildProcess,
    readonly pid: number,
    readonly options: ChildOptions,
  ) {
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.ended = true;
        this.endRest();
        // Its last lines are still on their way; but a process that it left behind may keep the pipe open.
        child.once('close', () => resolve({ code, signal }));
        setTimeout(() => resolve({ code, signal }), lastLinesMs).unref();
      });
    });
  }

  /** Answers once the program runs, throws where it cannot be run. */
  static async start(command: string, args: readonly string[], options: ChildOptions, started: (child: Child) => void = () => undefined): Promise<Child> {
    const { cwd, env = process.env, stdio = ['ignore', 'pipe', 'pipe'], user } = options;
    const spawned = spawn(command, args, { env, stdio, detached: options.ownGroup ?? false, ...(cwd === undefined ? {} : { cwd }), ...user });
    if (spawned.pid === undefined) {
      const [error] = (await once(spawned, 'error')) as [Error];
      throw error;
    }
    const child = new Child(spawned, spawned.pid, options);
    started(child);
    return child;
  }

  get name(): string {
    return this.options.name;
  }

  /** Whether it ended of itself, or was told to. */
  get expectedToEnd(): boolean {
    return this.stopping;
  }

  /** Each line it writes, from stdout and stderr. */
  onLine(take: (line: string) => void): void {
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', take);
    }
  }

  /** What it wrote to one stream, as far as it has got. */
  collect(stream: 'stdout' | 'stderr'): () => string {
    let text = '';
    this.child[stream]?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    return () => text;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.frozen) this.thaw();
    this.signal(this.options.stopSignal ?? 'SIGTERM');
    const tooLate = new AbortController();
    const limit = pause(this.options.graceMs ?? defaultGraceMs, 'late', { signal: tooLate.signal }).catch(() => 'ended');
    const first = await Promise.race([this.exited, limit]);
    tooLate.abort();
    if (first === 'late') await this.kill();
  }

  async kill(): Promise<void> {
    this.stopping = true;
    // While it stands still it forks no more.
    if (this.options.forks) this.signal('SIGSTOP');
    this.signalForks('SIGKILL');
    this.signal('SIGKILL');
    await this.exited;
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.ended) send(this.options.ownGroup ? -this.pid : this.pid, signal);
  }

  /** Stops it in the middle of whatever it does, until `thaw`. */
  freeze(): void {
    this.frozen = true;
    const { container } = this.options;
    if (container !== undefined) return tellDocker('pause', container);
    this.signal('SIGSTOP');
    this.signalForks('SIGSTOP');
  }

  thaw(): void {
    this.frozen = false;
    const { container } = this.options;
    if (container !== undefined) return tellDocker('unpause', container);
    this.signalForks('SIGCONT');
    this.signal('SIGCONT');
  }

  private signalForks(signal: NodeJS.Signals): void {
    if (!this.options.forks || this.ended) return;
    for (const pid of forksOf(this.pid)) send(pid, signal);
  }

  private endRest(): void {
    const { ownGroup, container } = this.options;
    if (ownGroup) send(-this.pid, 'SIGKILL');
    if (container !== undefined) removeContainer(container);
  }
}

/** Removes a container that may be gone already. */
export function removeContainer(name: string): void {
  spawnSync('docker', ['rm', '--force', '--volumes', name], { stdio: 'ignore' });
}

function tellDocker(verb: 'pause' | 'unpause', container: string): void {
  const { status } = spawnSync('docker', [verb, container], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`docker ${verb} of ${container} failed`);
}

/** The processes that one has forked and that live. */
export function forksOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = stdout.trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, of]) => of === parent).map(([pid = 0]) => pid);
}

/** Signals a process, or with a negative pid its group; one that is gone already is no error. */
export function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
