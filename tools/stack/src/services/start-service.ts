import { setTimeout as pause } from 'node:timers/promises';
import type { Child, Exit } from '../processes/child.js';
import { Children } from '../processes/children.js';
import { StackError } from '../stack-error.js';
import { built, portVariable } from './apps.js';
import type { App } from './apps.js';

export interface ServiceOptions {
  /** Who stops it when the process that started it ends; absent: whoever called. */
  readonly children?: Children;
  /** Takes each line of its log. */
  readonly onLine?: (line: string) => void;
}

const listensWithinMs = 60_000;
const readyWithinMs = 90_000;
const lookEveryMs = 50;
const linesKept = 20;

/**
 * Runs a built service as a process, once it listens; on a free port unless `env` names one. `env` goes over the environment of this process.
 */
export async function startService(app: App, env: NodeJS.ProcessEnv, { children = new Children(), onLine }: ServiceOptions = {}): Promise<Service> {
  const last: string[] = [];
  const child = await children.start(process.execPath, [built(`apps/${app}`, 'main.js')], {
    name: app,
    layer: 'service',
    env: { ...process.env, [portVariable(app)]: '0', ...env },
  });
  const url = await untilListening(child, (line) => {
    last.push(line);
    if (last.length > linesKept) last.shift();
    onLine?.(line);
  });
  if (url === undefined) {
    await child.kill();
    throw new StackError([`${app} does not listen; its last words:`, ...last].join('\n'));
  }
  return new Service(app, url, child);
}

async function untilListening(child: Child, take: (line: string) => void): Promise<string | undefined> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve(undefined), listensWithinMs).unref();
    child.onLine((line) => {
      take(line);
      const url = listeningUrl(line);
      if (url === undefined) return;
      clearTimeout(limit);
      resolve(url);
    });
    void child.exited.then(() => resolve(undefined));
  });
}

/** The address in the line with which a service says that it listens. */
export function listeningUrl(line: string): string | undefined {
  if (!line.includes('"listening"')) return undefined;
  try {
    const { msg, url } = JSON.parse(line) as { msg?: unknown; url?: unknown };
    return msg === 'listening' && typeof url === 'string' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** A service that runs as a process of its own. */
export class Service {
  constructor(
    readonly app: App,
    readonly url: string,
    private readonly child: Child,
  ) {}

  get pid(): number {
    return this.child.pid;
  }

  get exited(): Promise<Exit> {
    return this.child.exited;
  }

  /** Answers once `/health/ready` does with 200. */
  async ready(): Promise<void> {
    const deadline = performance.now() + readyWithinMs;
    const ended = this.exited.then(() => 'ended' as const);
    let said = 'nothing';
    for (;;) {
      const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      if (answer?.ok) return;
      said = (await answer?.text()) ?? said;
      if (performance.now() > deadline) throw new StackError(`${this.app} is not ready; /health/ready says: ${said}`);
      if ((await Promise.race([ended, pause(lookEveryMs)])) === 'ended') throw new StackError(`${this.app} ended before it was ready`);
    }
  }

  /** Lets it end what is under way. */
  async stop(): Promise<void> {
    await this.child.stop();
  }

  async kill(): Promise<void> {
    await this.child.kill();
  }

  /** Stops it in the middle of whatever it does, until `thaw`. */
  freeze(): void {
    this.child.freeze();
  }

  thaw(): void {
    this.child.thaw();
  }
}
