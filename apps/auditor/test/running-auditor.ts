import { type Service, start } from '@latchkey/runtime';
import { kafkaBrokers, type TestDatabase } from '@latchkey/testing';
import { auditorEnv } from '../src/auditor.env.js';
import { AuditorModule } from '../src/auditor.module.js';

/** The auditor as it is, listening on a free port, in any number of instances. */
export class RunningAuditors {
  /** What they logged. */
  readonly lines: string[] = [];
  private readonly services: Service[] = [];

  constructor(
    private readonly database: TestDatabase,
    private readonly prefix: string,
  ) {}

  async start(variables: Readonly<Record<string, string>> = {}): Promise<Service> {
    const env = auditorEnv.parse({ ...variables, DATABASE_URL: this.database.url, KAFKA_BROKERS: kafkaBrokers().join(), KAFKA_TOPIC_PREFIX: this.prefix });
    const logSink = { write: (line: string) => this.lines.push(line) };
    const options = { name: 'auditor', host: '127.0.0.1', port: 0, logLevel: 'info', logSink, rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE } as const;
    const service = await start(AuditorModule.with(env), options);
    this.services.push(service);
    return service;
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.splice(0).map((service) => service.close()));
  }
}
