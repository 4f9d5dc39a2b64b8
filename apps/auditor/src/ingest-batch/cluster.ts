import { KafkaClient } from '@latchkey/kafka';
import { Inject, Injectable } from '@nestjs/common';
import type { InputPartition } from '../logs/logs.js';

/** What Kafka says of itself. */
@Injectable()
export class Cluster {
  private known: string | undefined;

  constructor(@Inject(KafkaClient) private readonly client: Pick<KafkaClient, 'clusterId' | 'watermarks'>) {}

  /** Asked anew where what is known is not what is expected: another cluster may have come to stand at the same address. */
  async id(expected?: string): Promise<string> {
    if (this.known === undefined || this.known !== expected) this.known = await this.client.clusterId();
    return this.known;
  }

  /** The first offset that the partition still has. */
  async low({ topic, partition }: InputPartition): Promise<bigint> {
    const watermarks = await this.client.watermarks(topic);
    const found = watermarks.find((each) => each.partition === partition);
    if (!found) throw new Error(`Kafka knows no partition ${partition} of ${topic}`);
    return found.low;
  }
}
