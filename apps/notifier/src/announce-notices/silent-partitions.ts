import type { Watermarks } from '@latchkey/kafka';
import type { DataSource } from 'typeorm';

const silenceMs = 10 * 60 * 1000;

interface QuietPartition {
  readonly partition: number;
  readonly nextOffset: string;
}

/** Finds the partitions for which an issuer that is down must not hold up what is due. */
export class SilentPartitions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly watermarks: () => Promise<readonly Watermarks[]>,
  ) {}

  /**
   * Those that have had no heartbeat for ten minutes and hold nothing unread. Asks Kafka, and rejects where it does not answer: then revocations may
   * wait in the issuer's outbox, so that silence means nothing. Kafka is asked only while something due waits for it.
   */
  async find(now: Date): Promise<number[]> {
    const quiet: QuietPartition[] = await this.dataSource.query(
      `select partition, next_offset as "nextOffset" from notifier.positions position
       where heard_at <= $2 and exists (
         select from (
           select token_id, due_at from notifier.notices where due_at <= $1
           union all select token_id, check_at from notifier.disuses where check_at <= $1
         ) due join notifier.tokens token on token.id = due.token_id
         where token.partition = position.partition and (as_of is null or due_at > as_of))`,
      [now, new Date(now.getTime() - silenceMs)],
    );
    if (quiet.length === 0) return [];
    const ends = new Map((await this.watermarks()).map(({ partition, high }) => [partition, high]));
    return quiet.filter(({ partition, nextOffset }) => BigInt(nextOffset) >= (ends.get(partition) ?? 0n)).map(({ partition }) => partition);
  }
}
