import type { Logger } from '@nestjs/common';
import type { Consumer, ConsumerConfig, ConsumerRunConfig } from 'kafkajs';
import type { KafkaClient } from './kafka-client.js';
import { ConsumerCrashedError } from './kafka.errors.js';
import { mayRecover } from './may-recover.js';
import { Backoff, pause } from './pause.js';
import { reasonOf } from './reason-of.js';

/** One way of reading, over however many consumers it takes. */
export interface Consumption {
  /** For logs and metrics. */
  readonly name: string;
  readonly config: ConsumerConfig;
  /** As on the broker. */
  readonly topics: readonly string[];
  /** Called for each new consumer before it runs. Listeners are added here. */
  prepare(consumer: Consumer): Promise<ConsumerRunConfig>;
  /** The consumer is gone. */
  ended(): void;
}

export interface LoopOptions {
  readonly client: KafkaClient;
  readonly log: Logger;
  /** Called once, for what trying again does not mend. */
  readonly crash: (error: ConsumerCrashedError) => void;
}

/**
 * Keeps a consumption going: connects, waits for a broker or a topic that is not there yet, and starts over with a new consumer when kafkajs gives one up.
 * kafkajs's own restart is off, so that there is one way.
 */
export class ConsumerLoop {
  private readonly stopping = new AbortController();
  private readonly backoff = new Backoff(100, 5_000);
  private running: Promise<void> | undefined;
  private joined = false;

  constructor(
    private readonly consumption: Consumption,
    private readonly options: LoopOptions,
  ) {}

  /** Whether the consumer is a member of its group. */
  get connected(): boolean {
    return this.joined;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Lets the batches under way finish, and leaves the group. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.serve();
      } catch (error) {
        if (!mayRecover(error)) return this.options.crash(new ConsumerCrashedError(this.consumption.name, { cause: error }));
        this.options.log.warn({ msg: 'the consumer starts over', consumer: this.consumption.name, reason: reasonOf(error) });
        await pause(this.backoff.nextMs(), this.stopping.signal);
      }
    }
  }

  private async serve(): Promise<void> {
    const { client } = this.options;
    const consumer = client.consumer({
      maxWaitTimeInMs: 500,
      ...this.consumption.config,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4, restartOnFailure: async () => false },
    });
    const ended = this.endOf(consumer);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...this.consumption.topics], fromBeginning: true });
      await consumer.run(await this.consumption.prepare(consumer));
      await ended;
    } finally {
      this.joined = false;
      this.consumption.ended();
      await consumer.disconnect();
    }
  }

  /** Resolves when told to stop, rejects when kafkajs gives up. */
  private endOf(consumer: Consumer): Promise<void> {
    const { signal } = this.stopping;
    const end = new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.GROUP_JOIN, () => {
        this.joined = true;
        this.backoff.reset();
      });
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    // It may reject while the steps before it still run, which then fail themselves.
    end.catch(() => undefined);
    return end;
  }
}
