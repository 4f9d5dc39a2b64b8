import { afterAll, beforeAll } from '@jest/globals';
import { defaultCatalogue } from '@latchkey/access';
import { applyTopics, deleteTopics, KafkaClient } from '@latchkey/kafka';
import { Outbox } from '@latchkey/outbox';
import { dataSourceFor, runMigrations, type Service, start } from '@latchkey/runtime';
import { createDatabase, hashOf, kafkaBrokers, type TestDatabase, uniquePrefix } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { Logger, type Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Bootstrap } from '../src/bootstrap/bootstrap.js';
import { CustomerEntity } from '../src/customers/customer.entity.js';
import { issuerDatabase } from '../src/issuer.database.js';
import { issuerEnv } from '../src/issuer.env.js';
import { IssuerModule } from '../src/issuer.module.js';
import { defaultPolicy, type Policy } from '../src/policy/policy.js';
import { tokenView, type TokenView } from '../src/tokens/token-view.js';

export interface Holder {
  readonly id: string;
  readonly customer_id: string;
  readonly secret: string;
}
export type Issued = TokenView & { readonly access_token: string };
export interface Call {
  readonly method?: string;
  /** The caller's secret. */
  readonly by?: string;
  readonly headers?: Record<string, string>;
  /** A text goes as it is, anything else as JSON. */
  readonly body?: unknown;
}

const issuedView: z.ZodType<Issued> = tokenView.extend({ access_token: z.string() });
export const noBroker = '127.0.0.1:1';
/** All that a customer's own token may hold. */
const everyRole = Object.keys(defaultCatalogue.roles).filter((role) => role !== 'platform_admin');

/** The migrated database of one test file. */
export async function issuerDatabaseForTest(): Promise<TestDatabase> {
  const makers = ['../src/', '../../../libs/outbox/src/'].map((path) => new URL(path, import.meta.url));
  return createDatabase(migrate, `issuer ${await hashOf(...makers)}`);
}

function migrate(url: string): Promise<unknown> {
  Logger.overrideLogger(false);
  return runMigrations(dataSourceFor({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 }, issuerDatabase));
}

type Variables = Readonly<Record<string, string>>;

/** The issuer as it is, listening on a free port, over a database that has been bootstrapped. */
export class TestIssuer {
  /** What it logged. */
  readonly lines: string[] = [];
  platform!: Holder;
  private service!: Service;

  private constructor(private variables: Variables) {}

  /** From before the first test of a file to after its last, on a database of its own. */
  static ofFile(more: Variables = {}): TestIssuer {
    const issuer = new TestIssuer(more);
    let database: TestDatabase;
    beforeAll(async () => {
      database = await issuerDatabaseForTest();
      await issuer.startFirst(database);
    });
    afterAll(async () => {
      await issuer.close();
      await database.drop();
    });
    return issuer;
  }

  static async start(database: TestDatabase, more: Variables = {}): Promise<TestIssuer> {
    const issuer = new TestIssuer(more);
    await issuer.startFirst(database);
    return issuer;
  }

  get url(): string {
    return this.service.url;
  }

  get dataSource(): DataSource {
    return this.service.app.get(DataSource, { strict: false });
  }

  /** One of its own parts, to be asked directly. */
  part<T>(type: Type<T>): T {
    return this.service.app.get(type, { strict: false });
  }

  async close(): Promise<void> {
    await this.service.close();
  }

  /** With no brokers named it finds no Kafka: it does its work all the same, and what it would have sent stays in the outbox. */
  private async startFirst(database: TestDatabase): Promise<void> {
    this.variables = { DATABASE_URL: database.url, KAFKA_BROKERS: noBroker, KAFKA_TOPIC_PREFIX: uniquePrefix(), ...this.variables };
    this.service = await serve(this.variables, this.lines);
    this.platform = await bootstrap(this.service);
  }

  /** Starts a second instance beside this one, which then ends. */
  async handOver(): Promise<void> {
    const next = await serve(this.variables, this.lines);
    await this.close();
    this.service = next;
  }

  /** After `close`. */
  async startAgain(more: Variables = {}): Promise<void> {
    this.service = await serve({ ...this.variables, ...more }, this.lines);
  }

  call(path: string, { method = 'GET', by, headers = {}, body }: Call = {}): Promise<Response> {
    const all = { ...(by && { authorization: `Bearer ${by}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(this.url + path, { method, headers: all, ...(body !== undefined && { body: text }) });
  }

  /** Asks for a token; the body is an engineer's unless it says otherwise. */
  ask(body: object, by: string = this.platform.secret): Promise<Response> {
    return this.call('/automation-tokens', { method: 'POST', by, body: { name: 'ci', ...('roles' in body ? {} : { role: 'engineer' }), ...body } });
  }

  /** A token that is to be made. */
  async issue(body: object = {}, by?: string): Promise<Issued> {
    const response = await this.ask(body, by);
    if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
    return issuedView.parse(await response.json());
  }

  /** A new customer, and a token of its own that may do all that a customer may. */
  async customer(policy: Partial<Policy> = {}): Promise<Holder> {
    const id = mintId();
    const customer = { id, name: 'a customer', platform: false, policy: { ...defaultPolicy, ...policy }, offboardedAt: null, erasedAt: null, createdAt: new Date() };
    await this.dataSource.getRepository(CustomerEntity).insert(customer);
    return this.holder({ customer_id: id, roles: everyRole });
  }

  async holder(body: object, by?: string): Promise<Holder> {
    const { id, customer_id, access_token: secret } = await this.issue(body, by);
    return { id, customer_id, secret };
  }

  async get(id: string, by: string = this.platform.secret): Promise<TokenView> {
    return tokenView.parse(await (await this.call(`/automation-tokens/${id}`, { by })).json());
  }

  patch(id: string, body: object, by: string = this.platform.secret): Promise<Response> {
    return this.call(`/automation-tokens/${id}`, { method: 'PATCH', by, body });
  }

  /** `POST` to what can be done with a token: rotate, suspend, resume. */
  act(id: string, verb: string, by: string = this.platform.secret, more: Call = {}): Promise<Response> {
    return this.call(`/automation-tokens/${id}/${verb}`, { method: 'POST', by, ...more });
  }

  async rotate(id: string, by?: string, body: object = {}): Promise<Issued> {
    const response = await this.act(id, 'rotate', by, { body });
    if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
    return issuedView.parse(await response.json());
  }

  revoke(id: string, by: string = this.platform.secret, query = ''): Promise<Response> {
    return this.call(`/automation-tokens/${id}${query}`, { method: 'DELETE', by });
  }
}

function serve(variables: Variables, lines: string[]): Promise<Service> {
  const logSink = { write: (line: string) => lines.push(line) };
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  return start(IssuerModule.with(issuerEnv.parse(present)), { name: 'issuer', host: '127.0.0.1', port: 0, logLevel: 'debug', logSink });
}

async function bootstrap(service: Service): Promise<Holder> {
  const [dataSource, outbox] = [service.app.get(DataSource, { strict: false }), service.app.get(Outbox, { strict: false })];
  const first = await new Bootstrap(dataSource, outbox, defaultCatalogue).execute({ lifetimeHours: 240, now: new Date() });
  if (!first) throw new Error('the database was bootstrapped before');
  return { id: first.token.id, customer_id: first.token.customerId, secret: first.secret };
}

/** Topics of its own on the Kafka of this run. */
export class TestTopics {
  readonly prefix = uniquePrefix();
  readonly client = new KafkaClient({ brokers: kafkaBrokers(), clientId: 'issuer-test', topicPrefix: this.prefix });

  /** For `TestIssuer.start`. */
  get env(): Record<string, string> {
    return { KAFKA_BROKERS: kafkaBrokers().join(','), KAFKA_TOPIC_PREFIX: this.prefix };
  }

  async make(): Promise<void> {
    await applyTopics(this.client, { partitions: 3 });
  }

  async remove(): Promise<void> {
    await deleteTopics(this.client);
  }
}

/** What a problem says, and the challenge beside it. */
export async function problemOf(response: Response): Promise<{ status: number; code: string; detail: string; challenge: string | null; text: string }> {
  const text = await response.text();
  const { status, code, detail } = z.object({ status: z.int(), code: z.string(), detail: z.string() }).parse(JSON.parse(text));
  if (status !== response.status) throw new Error(`${response.status} came with a problem of ${status}`);
  return { status, code, detail, challenge: response.headers.get('www-authenticate'), text };
}
