import { KafkaClient, type Watermarks } from '@latchkey/kafka';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Whether all that was published is stored, whichever instance reads it. */
@Injectable()
export class Recollection {
  private goals: readonly Watermarks[] | undefined;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(KafkaClient) private readonly client: Pick<KafkaClient, 'watermarks'>,
  ) {}

  /** What was published up to the time before this was asked last, since what has just been published is still on its way. Throws where Kafka has not been asked yet and does not answer. */
  async isComplete(): Promise<boolean> {
    const goals = (this.goals ??= await this.ends());
    const rows: { partition: number; next: string }[] = await this.dataSource.query('select partition, next_offset as next from auditor.checkpoint_positions');
    const reached = new Map(rows.map(({ partition, next }) => [partition, BigInt(next)]));
    const complete = goals.every(({ partition, low, high }) => low === high || (reached.get(partition) ?? 0n) >= high);
    // While Kafka is away nothing is published either.
    if (complete) this.goals = await this.ends().catch(() => goals);
    return complete;
  }

  private ends(): Promise<readonly Watermarks[]> {
    return this.client.watermarks('audit-checkpoints');
  }
}
