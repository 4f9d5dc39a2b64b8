import type { TopicName } from '@latchkey/contracts';
import type { KafkaClient } from '@latchkey/kafka';
import type { Client } from 'pg';

type Place = `${TopicName}/${number}`;

/** Records that lie on these topics, and how many of them a service says, in its database, that it has not read. */
export class Backlog {
  private constructor(
    private readonly ends: ReadonlyMap<Place, bigint>,
    private readonly positionsSql: string,
  ) {}

  /** All that lies there now. `positionsSql` selects `place`, a topic and a partition of it, and `next_offset`. */
  static async on(topics: readonly TopicName[], positionsSql: string, client: KafkaClient): Promise<Backlog> {
    const ends = new Map<Place, bigint>();
    for (const topic of topics) {
      for (const { partition, high } of await client.watermarks(topic)) if (high > 0n) ends.set(`${topic}/${partition}`, high);
    }
    return new Backlog(ends, positionsSql);
  }

  get size(): number {
    return Number([...this.ends.values()].reduce((sum, end) => sum + end, 0n));
  }

  get places(): string[] {
    return [...this.ends.keys()];
  }

  async left(database: Client): Promise<number> {
    const { rows } = await database.query<{ place: Place; next_offset: string }>(this.positionsSql);
    const read = rows.map(({ place, next_offset: next }) => smaller(BigInt(next), this.ends.get(place) ?? 0n));
    return this.size - Number(read.reduce((sum, records) => sum + records, 0n));
  }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
