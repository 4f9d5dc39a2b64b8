import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { KafkaClient } from './kafka-client.js';
import type { RecordToSend } from './message.js';
import { topicMessages } from './topic-messages.js';

/** Sends records whose loss the sender can bear or make good. Connects with the first of them. */
@Injectable()
export class EventProducer implements OnApplicationShutdown {
  private readonly producer;
  private connected: Promise<void> | undefined;

  constructor(private readonly client: KafkaClient) {
    this.producer = client.producer();
  }

  /** Resolves once every in-sync replica has all of them. On a failure some may have been written all the same: a repeat needs the same event ids. */
  async send(records: readonly RecordToSend[]): Promise<void> {
    if (records.length === 0) return;
    await this.connect();
    await this.producer.sendBatch({ acks: -1, topicMessages: topicMessages(this.client, records) });
  }

  /** After everything else has stopped. */
  async onApplicationShutdown(): Promise<void> {
    if (this.connected) await this.producer.disconnect();
  }

  private async connect(): Promise<void> {
    this.connected ??= this.producer.connect();
    try {
      await this.connected;
    } catch (error) {
      this.connected = undefined;
      throw error;
    }
  }
}
