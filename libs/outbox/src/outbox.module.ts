import { KafkaClient } from '@latchkey/kafka';
import { Logger, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, DynamicModule, FactoryProvider, OnApplicationBootstrap, Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { HeartbeatSource } from './heartbeat-source.js';
import { Outbox } from './outbox.js';
import { RelayMetrics } from './relay-metrics.js';
import { Relay } from './relay.js';

const heartbeatSource = Symbol('HeartbeatSource');

export interface OutboxModuleOptions {
  /** Straight to Postgres, past any pooler. */
  readonly databaseUrl: string;
  readonly schema: string;
  /** As on the broker, prefix included. */
  readonly transactionalId: string;
  /** May inject the Outbox. */
  readonly heartbeat?: Pick<FactoryProvider<HeartbeatSource>, 'inject' | 'useFactory'>;
}

/** Provides Outbox and Relay; relays from the start of the application to its end. Needs the service's DataSource, KafkaClient and Metrics. */
@Module({})
export class OutboxModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly relay: Relay) {}

  static with(options: OutboxModuleOptions): DynamicModule {
    return {
      module: OutboxModule,
      global: true,
      providers: [outboxOf(options), relayOf(options), heartbeatOf(options), RelayMetrics],
      exports: [Outbox, Relay],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.relay.start();
  }

  /** Before the pool closes, which heartbeats use. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}

function outboxOf({ schema }: OutboxModuleOptions): Provider {
  return {
    provide: Outbox,
    useFactory: (dataSource: DataSource) => new Outbox(dataSource, schema, new Logger(Outbox.name)),
    inject: [DataSource],
  };
}

function heartbeatOf({ heartbeat }: OutboxModuleOptions): Provider {
  return { provide: heartbeatSource, ...(heartbeat ?? { useFactory: () => undefined }) };
}

function relayOf({ databaseUrl, schema, transactionalId }: OutboxModuleOptions): Provider {
  return {
    provide: Relay,
    useFactory: (client: KafkaClient, heartbeat: HeartbeatSource | undefined) =>
      new Relay({
        databaseUrl,
        schema,
        client,
        transactionalId,
        log: new Logger(Relay.name),
        ...(heartbeat && { heartbeat }),
      }),
    inject: [KafkaClient, heartbeatSource],
  };
}
