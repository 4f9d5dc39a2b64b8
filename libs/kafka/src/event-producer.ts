import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Producer } from 'kafkajs';
import { KafkaClient } from './kafka-client.js';
import type { RecordToSend } from './message.js';
import { checkSentWhole } from './sent-whole.js';
import { topicMessages } from './topic-messages.js';
import { inTrace, tracedSend } from './traced-records.js';

/** Sends records whose loss the sender can bear or make good. Connects with the first of them. */
@Injectable()
export class EventProducer implements OnApplicationShutdown {
  private producer: Promise<Producer> | undefined;

  constructor(private readonly client: KafkaClient) {}

  /**
   * Resolves once every in-sync replica has all of them, each once. On a failure some may have been written all the same: a repeat needs the same event ids.
   */
  async send(records: readonly RecordToSend[]): Promise<void> {
    if (records.length > 0) await tracedSend(this.client, inTrace(records), (carried) => this.sendAll(carried));
  }

  /** After everything else has stopped. */
  async onApplicationShutdown(): Promise<void> {
    if (this.producer) await this.discard(this.producer);
  }

  private async sendAll(records: readonly RecordToSend[]): Promise<void> {
    const opened = (this.producer ??= this.open());
    try {
      const messages = topicMessages(this.client, records);
      checkSentWhole(messages, await (await opened).sendBatch({ acks: -1, topicMessages: messages }));
    } catch (error) {
      await this.discard(opened);
      throw error;
    }
  }

  /** Idempotent, so that the retries of kafkajs itself double nothing. */
  private async open(): Promise<Producer> {
    const producer = this.client.producer({ idempotent: true, maxInFlightRequests: 1 });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      // Where it is not let in, its connection stands all the same.
      await producer.disconnect();
      throw error;
    }
  }

  /** After a failure the broker may wait for a sequence number that never comes: the next send begins with a new producer. */
  private async discard(opened: Promise<Producer>): Promise<void> {
    if (this.producer === opened) this.producer = undefined;
    const producer = await opened.catch(() => undefined);
    await producer?.disconnect();
  }
}
