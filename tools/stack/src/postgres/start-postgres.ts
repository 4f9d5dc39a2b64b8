import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from '../free-port.js';
import type { Child } from '../processes/child.js';
import type { Children } from '../processes/children.js';
import { StackError } from '../stack-error.js';
import { postgresHome } from './postgres-home.js';
import { postgresPrograms } from './postgres-programs.js';
import { postgresUser } from './postgres-user.js';
import type { User } from './postgres-user.js';
import { makeRoles } from '../security/secure-postgres.js';
import { passwordOf, type Security, superUser } from '../security/security.js';
import { writeFor, writeTlsFiles } from './postgres-tls.js';

export interface PostgresOptions {
  /** Holds the data, and in `log` what Postgres says. */
  readonly dataDir: string;
  readonly port?: number | undefined;
  readonly settings?: Readonly<Record<string, string>>;
  readonly children: Children;
  /** Absent: everybody on this machine may do everything. */
  readonly security?: Security | undefined;
}

interface Place {
  readonly programs: string;
  /** Where the data really lies. */
  readonly home: string;
  readonly user: User | undefined;
}

interface Plan extends Place {
  readonly port: number;
  readonly url: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly children: Children;
}

const readyWithinMs = 60_000;
const lookEveryMs = 50;

/** Nobody but this machine reaches it, and without a socket file its path may be of any length. */
const standing = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '300' };

/** For a throw-away database: nothing has to outlive the machine. */
export const testDatabaseSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** A Postgres of our own that answers queries, also as root. */
export async function startPostgres({ dataDir, port: wanted, settings = {}, children, security }: PostgresOptions): Promise<Postgres> {
  const user = postgresUser();
  const home = await postgresHome(dataDir, user);
  const place = { home, user, programs: await postgresPrograms(user, home) };
  await initialise(place, children, security);
  const port = await freePort(wanted);
  const tls = security ? await writeTlsFiles(home, user, security) : {};
  const url = urlAt(port, security);
  const postgres = await Postgres.start({ ...place, port, url, settings: { ...standing, ...tls, port: String(port), ...settings }, children });
  if (security) await makeRoles(url, security);
  return postgres;
}

/** One server, always at the same address and on the same data, however often it is stopped or killed and started again. */
export class Postgres {
  private constructor(
    private readonly plan: Plan,
    private child: Child,
  ) {}

  static async start(plan: Plan): Promise<Postgres> {
    return new Postgres(plan, await run(plan));
  }

  get url(): string {
    return this.plan.url;
  }

  get port(): number {
    return this.plan.port;
  }

  get home(): string {
    return this.plan.home;
  }

  /** The server and all that serve its sessions, as when the power fails. */
  async kill(): Promise<void> {
    await this.child.kill();
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }

  /** Stops all of it in the middle of whatever it does, until `thaw`. */
  freeze(): void {
    this.child.freeze();
  }

  thaw(): void {
    this.child.thaw();
  }

  /** After `stop` or `kill`. */
  async restart(): Promise<void> {
    this.child = await run(this.plan);
  }
}

/** For the first user, who may do everything. */
function urlAt(port: number, security: Security | undefined): string {
  if (!security) return `postgres://postgres@127.0.0.1:${port}/postgres`;
  const tls = `sslmode=verify-full&sslrootcert=${encodeURIComponent(security.caFile)}`;
  return `postgres://postgres:${passwordOf(superUser, security)}@127.0.0.1:${port}/postgres?${tls}`;
}

/** An interrupted one starts again from nothing. Unless it is to be secure, without a password, since whoever may use this machine's loopback could read that as well. */
async function initialise({ programs, home, user }: Place, children: Children, security: Security | undefined): Promise<void> {
  const data = join(home, 'data');
  if (existsSync(data)) return;
  rmSync(`${data}.new`, { recursive: true, force: true });
  const locale = ['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const passwordFile = security && (await writeFor(user, join(home, 'password'), passwordOf(superUser, security)));
  const access = passwordFile === undefined ? ['--auth=trust'] : ['--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const args = ['-D', `${data}.new`, '--username=postgres', ...access, ...locale];
  const { code, stderr } = await children.run(join(programs, 'bin', 'initdb'), args, { name: 'initdb', user, cwd: home, env: environment() });
  if (passwordFile !== undefined) rmSync(passwordFile);
  if (code !== 0) throw new StackError(`Postgres could not make its data directory:\n${stderr}`);
  renameSync(`${data}.new`, data);
}

async function run({ programs, home, user, url, settings, children }: Plan): Promise<Child> {
  const args = ['-D', join(home, 'data'), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = openSync(join(home, 'log'), 'w');
  // SIGTERM would wait for every client to leave.
  const options = { name: 'postgres', layer: 'postgres', stopSignal: 'SIGINT', forks: true, stdio: ['ignore', log, log] as ('ignore' | number)[] } as const;
  try {
    const postgres = await children.start(join(programs, 'bin', 'postgres'), args, { ...options, user, cwd: home, env: environment() });
    await ready(postgres, url, join(home, 'log'));
    return postgres;
  } finally {
    closeSync(log);
  }
}

/** Nothing meant for a client, such as PGHOST or PGDATA, may reach the server. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

async function ready(postgres: Child, url: string, log: string): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  const ended = postgres.exited.then(() => 'ended' as const);
  while (!(await answersQueries(url))) {
    if (performance.now() > deadline || (await Promise.race([ended, pause(lookEveryMs)])) === 'ended') {
      throw new StackError(`Postgres did not start; it said why in ${log}`);
    }
  }
}

async function answersQueries(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // A refused connection is told twice, and here it is no news.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
