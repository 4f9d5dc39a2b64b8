import { appendFileSync } from 'node:fs';
import { type App, type Children, freePort, type Service, startService } from '@latchkey/stack';
import type { Part } from './part.js';

export interface InstanceOptions {
  readonly name: string;
  readonly app: App;
  readonly env: NodeJS.ProcessEnv;
  /** Takes its log, over all restarts. */
  readonly logFile: string;
  readonly children: Children;
}

/** One of several processes of a service, always at the same address. */
export class Instance implements Part {
  private service: Service | undefined;

  private constructor(
    private readonly options: InstanceOptions,
    readonly url: string,
    private readonly port: number,
  ) {}

  /** Answers once it listens. */
  static async start(options: InstanceOptions): Promise<Instance> {
    const port = await freePort();
    const instance = new Instance(options, `http://127.0.0.1:${port}`, port);
    await instance.restart();
    return instance;
  }

  get name(): string {
    return this.options.name;
  }

  async restart(): Promise<void> {
    const { app, env, children, logFile } = this.options;
    const onLine = (line: string): void => appendFileSync(logFile, `${line}\n`);
    this.service = await startService(app, { ...env, [`${app.toUpperCase()}_PORT`]: String(this.port) }, { children, onLine });
  }

  /** Whether it says so now. */
  async isReady(): Promise<boolean> {
    return (await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(3_000) }).catch(() => undefined))?.ok ?? false;
  }

  async kill(): Promise<void> {
    await this.service?.kill();
  }

  async stop(): Promise<void> {
    await this.service?.stop();
  }

  freeze(): void {
    this.service?.freeze();
  }

  thaw(): void {
    this.service?.thaw();
  }
}
