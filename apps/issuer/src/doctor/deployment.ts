import { KafkaClient } from '@latchkey/kafka';
import { dataSourceFor } from '@latchkey/runtime';
import type { DataSource } from 'typeorm';
import { issuerDatabase } from '../issuer.database.js';
import { type DoctorEnv, serviceNames, type ServiceName, urlsVariable } from './doctor.env.js';
import { askInstance, type Instance } from './instance.js';

/** What is examined: each part is asked once, when a check first needs it. */
export class Deployment {
  readonly kafka: KafkaClient;
  private opened: Promise<DataSource> | undefined;
  private asked: Promise<Instance[]> | undefined;

  constructor(readonly env: DoctorEnv) {
    this.kafka = KafkaClient.of(env, 'latchkey-doctor');
  }

  database(): Promise<DataSource> {
    return (this.opened ??= dataSourceFor(this.env, issuerDatabase).initialize());
  }

  urlsOf(service: ServiceName): readonly string[] {
    return this.env[urlsVariable(service)];
  }

  /** Every instance whose URL is known, also those that do not answer. */
  instances(): Promise<Instance[]> {
    return (this.asked ??= Promise.all(serviceNames.flatMap((service) => this.urlsOf(service).map((url) => askInstance(service, url)))));
  }

  async close(): Promise<void> {
    const dataSource = await this.opened?.catch(() => undefined);
    await dataSource?.destroy();
  }
}
