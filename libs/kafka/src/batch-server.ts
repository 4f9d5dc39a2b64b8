import { Logger } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import type { Metric } from 'prom-client';
import { lastValueFrom } from 'rxjs';
import type { AnyBatch } from './batch.js';
import { ConsumerLoop, type Consumption } from './consumer-loop.js';
import { ConsumerMetrics } from './consumer-metrics.js';
import { DeadLetters } from './dead-letters.js';
import type { EventProducer } from './event-producer.js';
import { GroupConsumption } from './group-consumption.js';
import type { KafkaClient } from './kafka-client.js';
import type { ConsumerCrashedError } from './kafka.errors.js';
import { ReplicaConsumption } from './replica-consumption.js';
import type { AnySignal } from './replica-signal.js';
import type { Subscription } from './subscription.js';

export interface BatchServerOptions {
  readonly client: KafkaClient;
  readonly producer: EventProducer;
  readonly sessionTimeoutMs: number;
  /** What to do when a consumer cannot go on. By default the process ends: a service that has silently stopped reading is worse than none. */
  readonly crash?: (error: ConsumerCrashedError) => void;
}

/**
 * Nest transport that hands each handler whole batches of one partition. Every handler has a consumer of its own, so that no topic holds up another. Starting
 * needs no broker: reading begins once there is one.
 */
export class BatchServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly log = new Logger(BatchServer.name);
  private readonly consumerMetrics = new ConsumerMetrics();
  private loops: ConsumerLoop[] = [];

  constructor(private readonly options: BatchServerOptions) {
    super();
  }

  /** To be registered with the service's own registry. */
  get metrics(): readonly Metric[] {
    return this.consumerMetrics.all;
  }

  listen(callback: () => void): void {
    const { client, crash = endProcess } = this.options;
    this.loops = [...this.getHandlers().values()].map((handler) => new ConsumerLoop(this.consumptionOf(handler), { client, log: this.log, crash }));
    for (const loop of this.loops) loop.start();
    callback();
  }

  /** Batches under way are finished first. */
  async close(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  /** There are no events of a transport to listen to. */
  on(): void {}

  unwrap<T>(): T {
    throw new Error('each handler has a consumer of its own, and none is shared');
  }

  private consumptionOf(handler: MessageHandler): Consumption {
    const subscription = handler.extras?.['subscription'] as Subscription | undefined;
    if (!subscription) throw new Error('a handler of batches is declared with OnGroupBatch, OnPositionedBatch or OnReplica');
    const handle = (input: AnyBatch | AnySignal): Promise<unknown> => this.call(handler, input);
    const { client, producer, sessionTimeoutMs } = this.options;
    const shared = { client, metrics: this.consumerMetrics, log: this.log };
    if (subscription.mode === 'replica') return new ReplicaConsumption(subscription, handle, shared);
    return new GroupConsumption(subscription, handle, { ...shared, deadLetters: new DeadLetters(producer), sessionTimeoutMs });
  }

  /** Nest answers an observable: of the handler's result, or of its error. */
  private async call(handler: MessageHandler, input: unknown): Promise<unknown> {
    const answer = await handler(input);
    return lastValueFrom(this.transformToObservable(answer), { defaultValue: undefined });
  }
}

function endProcess(error: ConsumerCrashedError): void {
  // Past every handler of promises, so that the process hears of it.
  setImmediate(() => {
    throw error;
  });
}
