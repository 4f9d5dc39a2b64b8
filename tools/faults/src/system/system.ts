import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { KafkaClient } from '@latchkey/kafka';
import { type App, built, type Children, type Kafka, local, makeScratch, type Output, type Postgres, prepare, type RunRecord, startCluster, startPostgres, TcpLine } from '@latchkey/stack';
import { brokers, type InstanceName, instances, type PartName } from '../scenarios.js';
import { Violation } from '../violations.js';
import { Instance } from './instance.js';
import type { LinedPart } from './part.js';

/** Beyond it a verifier refuses. Longer than it takes to miss a broker, shorter than an outage of Kafka that is one of the faults. */
export const staleAfterSeconds = 18;
const heapMb = 384;

/** What a caller does as often as it likes, all from one address; tokens are told to have expired at once. */
const common = { RATE_LIMIT_PER_MINUTE: '0', UNKNOWN_CREDENTIALS_PER_MINUTE: '0', KAFKA_SESSION_TIMEOUT_SECONDS: '6', SHUTDOWN_DELAY_SECONDS: '2', LOG_LEVEL: 'info' };

/** Where what every part has said is kept for whoever looks further. */
export const logs = local('faults');

/** Three brokers, Postgres, and two of each service, which reach them over lines. */
export class System {
  readonly instances = new Map<InstanceName, Instance>();
  private constructor(
    private readonly infrastructure: Infrastructure,
    private readonly children: Children,
    readonly caller: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Answers once every service listens. */
  static async start(children: Children, record: RunRecord): Promise<System> {
    rmSync(logs, { recursive: true, force: true });
    mkdirSync(logs, { recursive: true });
    const infrastructure = await startInfrastructure(children, record);
    const reached = { databaseUrl: infrastructure.databaseUrl, brokers: infrastructure.brokerList };
    const { access_token: caller } = await prepare(reached, children);
    const signing = await children.run(process.execPath, [built('apps/auditor', 'generate-key.main.js'), 'faults/logs'], { name: 'generate-key' });
    const env = { DATABASE_URL: reached.databaseUrl, KAFKA_BROKERS: reached.brokers, AUDITOR_SIGNING_KEY: signing.stdout.trimEnd() };
    const system = new System(infrastructure, children, caller, env);
    await Promise.all(instances.map((name) => system.launch(name)));
    return system;
  }

  part(name: PartName): LinedPart {
    const { kafkas, postgres, lines, postgresLine } = this.infrastructure;
    if (name === 'postgres') return { part: postgres, line: postgresLine };
    const index = brokers.findIndex((broker) => broker === name);
    const [kafka, line] = [kafkas[index], lines[index]];
    if (kafka && line) return { part: kafka, line };
    return { part: this.instance(name as InstanceName) };
  }

  instance(name: InstanceName): Instance {
    const instance = this.instances.get(name);
    if (!instance) throw new Error(`${name} was not started`);
    return instance;
  }

  /** Past the line, for whoever only looks. */
  get databaseUrl(): string {
    return this.infrastructure.postgres.url;
  }

  client(): KafkaClient {
    return new KafkaClient({ brokers: this.infrastructure.brokerList.split(','), clientId: 'faults', topicPrefix: 'latchkey.' });
  }

  /** One of a service’s commands, run to its end. */
  async command(app: App, name: string, args: readonly string[] = []): Promise<Output> {
    return this.children.run(process.execPath, [built(`apps/${app}`, `${name}.main.js`), ...args], { name, env: { ...process.env, ...this.env } });
  }

  /** Keeps what brokers and Postgres have said beside the logs of the services. */
  keepLogs(): void {
    for (const [name, directory] of this.infrastructure.directories) {
      if (existsSync(join(directory, 'log'))) copyFileSync(join(directory, 'log'), join(logs, `${name}.log`));
    }
  }

  private async launch(name: InstanceName): Promise<void> {
    const app = name.split('-')[0] as App;
    const snapshot = name === 'verifier-b' ? { VERIFIER_SNAPSHOT: join(this.infrastructure.scratch, 'snapshot'), VERIFIER_SNAPSHOT_SECONDS: '5' } : {};
    const env = { ...this.env, ...common, ...own[app], ...snapshot };
    this.instances.set(name, await Instance.start({ name, app, env, logFile: join(logs, `${name}.log`), children: this.children }));
  }
}

const own: Readonly<Record<App, NodeJS.ProcessEnv>> = {
  issuer: {},
  verifier: { VERIFIER_STALENESS_BOUND_SECONDS: String(staleAfterSeconds) },
  auditor: { AUDITOR_CHECKPOINT_SECONDS: '1' },
  notifier: {
    NOTIFIER_SPREAD_SECONDS: '0',
    NOTIFIER_SECRETS_KEY: randomBytes(32).toString('base64'),
    NOTIFIER_ALLOW_HTTP: 'true',
    NOTIFIER_ALLOWED_CIDRS: '127.0.0.1/32',
  },
};

interface Infrastructure {
  readonly kafkas: readonly Kafka[];
  readonly postgres: Postgres;
  /** To each broker, as its clients reach it. */
  readonly lines: readonly TcpLine[];
  readonly postgresLine: TcpLine;
  readonly databaseUrl: string;
  readonly brokerList: string;
  readonly scratch: string;
  /** By part, where its log lies. */
  readonly directories: ReadonlyMap<string, string>;
}

async function startInfrastructure(children: Children, record: RunRecord): Promise<Infrastructure> {
  const scratch = makeScratch(record);
  const kafkas: Kafka[] = [];
  const lines = await Promise.all(brokers.map((_, index) => new TcpLine(() => ({ host: '127.0.0.1', port: kafkas[index]?.ports.broker ?? 0 })).open()));
  const cluster = startCluster({ dataDir: join(scratch, 'kafka'), advertised: lines.map(({ port }) => port), heapMb, children });
  const postgres = await startPostgres({ dataDir: join(scratch, 'postgres'), children });
  record.addScratch(postgres.home);
  kafkas.push(...(await cluster));
  const postgresLine = await new TcpLine(() => ({ host: '127.0.0.1', port: postgres.port })).open();
  const directories = new Map([['postgres', postgres.home], ...brokers.map((name, index): [string, string] => [name, join(scratch, 'kafka', String(index + 1))])]);
  const brokerList = lines.map(({ port }) => `127.0.0.1:${port}`).join(',');
  return { kafkas, postgres, lines, postgresLine, databaseUrl: postgresLine.at(postgres.url), brokerList, scratch, directories };
}

/** Throws where a service is not ready in time. Answers how long the last of them took. */
export async function everyServiceReady({ instances: all }: Pick<System, 'instances'>, withinMs: number): Promise<number> {
  const since = performance.now();
  const waiting = new Set(all.values());
  for (;;) {
    await Promise.all([...waiting].map(async (instance) => (await instance.isReady()) && waiting.delete(instance)));
    const ms = performance.now() - since;
    if (waiting.size === 0) return ms;
    if (ms > withinMs) throw new Violation(`not ready again within ${withinMs / 1000} s: ${[...waiting].map(({ name }) => name).join(', ')}`);
    await pause(100);
  }
}
