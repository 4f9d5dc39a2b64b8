import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteTopics, type KafkaClient } from '@latchkey/kafka';
import { type App, applyTopics, bootstrap, built, Children, environmentOf, type Kafka, makeSecurity, migrate, type Output } from '@latchkey/stack';
import { type Security, type Service, startKafka, startPostgres, startService, type Target, testDatabaseSettings } from '@latchkey/stack';
import { Caller } from '@latchkey/stack/clients';
import { createDatabase, eventually, hashOf, kafkaBrokers, type TestDatabase, uniquePrefix } from '@latchkey/testing';
import { Logger } from '@nestjs/common';
import { clientFor, securityOfRun } from './security-of-run.js';

export interface SystemOptions {
  /** A broker of its own with these settings, to be stopped and frozen; else that of the test run. */
  readonly ownKafka?: Readonly<Record<string, string>>;
  /** A broker and a Postgres of its own with TLS, log-ins and ACLs, whatever those of the test run have. */
  readonly secure?: true;
}

/** A story asks as often as it takes, all from one address. */
const unlimited = { RATE_LIMIT_PER_MINUTE: '0', UNKNOWN_CREDENTIALS_PER_MINUTE: '0' };
/** It waits for a notice as short as it can. */
const prompt = { NOTIFIER_SPREAD_SECONDS: '0' };

/** Where all that migrates was built. */
const folders = ['apps/issuer', 'apps/auditor', 'apps/notifier', 'libs/outbox'].map((project) => new URL(`../../../${project}/dist/`, import.meta.url));

// What kafkajs says in this process is of no story.
Logger.overrideLogger(false);

/** Of each service a question that only a caller whom it knows has answered. */
const questions: Readonly<Record<App, (caller: Caller, service: Service) => Promise<unknown>>> = {
  issuer: (caller, service) => caller.read(service, '/automation-tokens'),
  auditor: (caller, service) => caller.read(service, '/audit-events'),
  notifier: (caller, service) => caller.read(service, '/expiring'),
  verifier: async (caller, service) => {
    const { reason } = await caller.verify(service, caller);
    if (reason !== undefined) throw new Error(`the verifier refuses the first token: ${reason}`);
  },
};

/** One Latchkey: built services as processes, on a database and topics that nobody else uses. */
export class System {
  readonly prefix = uniquePrefix();
  private readonly children = new Children();
  private readonly scratch = mkdtempSync(join(tmpdir(), 'latchkey-e2e-'));
  private readonly log: string[] = [];
  private database: TestDatabase | undefined;
  private broker: Kafka | undefined;
  private security: Security | undefined = securityOfRun;
  private platform: Caller | undefined;

  constructor(private readonly options: SystemOptions = {}) {}

  /** Makes the database, the topics and the platform’s first token. */
  async prepare(): Promise<void> {
    const { secure, ownKafka = secure && {} } = this.options;
    if (secure) this.security = await makeSecurity(join(this.scratch, 'security'));
    const { children, security } = this;
    this.database = secure ? await this.ownDatabase() : await createDatabase((databaseUrl) => migrate({ databaseUrl, security }, children), `system ${await hashOf(...folders)}`);
    if (ownKafka) this.broker = await startKafka({ dataDir: join(this.scratch, 'kafka'), settings: ownKafka, children, security });
    const { target } = this;
    await applyTopics(target, children);
    // A demo’s token outlives the day before whose end expiry is announced; the usual first token does not.
    const first = await bootstrap(target, children, ['--demo'], { LATCHKEY_DEMO_FILE: join(this.scratch, 'demo.json') });
    if (first) this.platform = new Caller(first.access_token);
  }

  /** For whoever may do everything. */
  get databaseUrl(): string {
    return present(this.database).url;
  }

  /** For a service. */
  databaseUrlOf(app: App): string {
    return this.environmentOf(app)['DATABASE_URL'] ?? '';
  }

  get kafka(): Kafka {
    return present(this.broker);
  }

  /** Holds the first token, which may do everything. */
  get caller(): Caller {
    return present(this.platform);
  }

  /** May do everything. */
  get client(): KafkaClient {
    return clientFor(this.target);
  }

  /** As which a service, or another user of Kafka, meets this system. */
  environmentOf(user: string): NodeJS.ProcessEnv {
    return environmentOf(user, this.target);
  }

  /** A service that is ready and to which the first token has come, for which the issuer has to run. */
  async start(app: App, env: NodeJS.ProcessEnv = {}): Promise<Service> {
    const service = await this.launch(app, env);
    await service.ready();
    await eventually(() => questions[app](this.caller, service), { timeoutMs: 20_000 });
    return service;
  }

  /** A service that listens and may not be ready. */
  async launch(app: App, env: NodeJS.ProcessEnv = {}): Promise<Service> {
    return startService(app, { ...this.environmentOf(app), ...unlimited, ...prompt, ...env }, { children: this.children, onLine: (line) => void this.log.push(`${app}: ${line}`) });
  }

  /** One of a service’s commands, run to its end, however it ends. */
  async command(app: App, name: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Output> {
    return this.children.run(process.execPath, [built(`apps/${app}`, `${name}.main.js`), ...args], { name, env: { ...process.env, ...this.environmentOf(app), ...env } });
  }

  /** Commands of a guide, in a shell that knows this system as this user does. */
  async shell(user: string, commands: string, cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Output> {
    return this.children.run('sh', ['-ec', commands], { name: 'sh', cwd, env: { ...process.env, ...this.environmentOf(user), ...env } });
  }

  /** Everything that the services have logged so far. */
  get lines(): readonly string[] {
    return this.log;
  }

  /** Leaves nothing behind, however far `prepare` has come. */
  async end(): Promise<void> {
    await this.children.stop();
    rmSync(this.scratch, { recursive: true, force: true });
    await this.database?.drop();
    if (!this.broker) await deleteTopics(this.client);
  }

  private get target(): Target {
    return { databaseUrl: this.databaseUrl, brokers: this.brokers, prefix: this.prefix, security: this.security };
  }

  /** It goes with its server. */
  private async ownDatabase(): Promise<TestDatabase> {
    // Root's Postgres runs as another user.
    chmodSync(this.scratch, 0o755);
    const { url } = await startPostgres({ dataDir: join(this.scratch, 'postgres'), settings: testDatabaseSettings, children: this.children, security: this.security });
    await migrate({ databaseUrl: url, security: this.security }, this.children);
    return { url, drop: async () => undefined };
  }

  private get brokers(): string {
    return this.broker?.brokers ?? kafkaBrokers().join(',');
  }
}

function present<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('the system is not prepared, or was prepared without this');
  return part;
}
