import type { EntityManager } from 'typeorm';
import type { Description } from '../logs/audit-record.js';

const windowMs = 7 * 24 * 60 * 60 * 1000;

/** Where in a log events stood first, by id and source. */
export class Occurrences {
  private readonly first = new Map<string, number>();

  /** Of these events, as far as they came within seven days before `now`. */
  static async find(manager: EntityManager, log: string, events: readonly Description[], now: Date): Promise<Occurrences> {
    const known = new Occurrences();
    const named = events.filter(({ event_id: id }) => id !== null);
    if (named.length === 0) return known;
    const rows: { id: string; source: string; index: string }[] = await manager.query(
      `select event_id as id, event_source as source, min(coalesce(duplicate_of, index)) as index
       from auditor.records
       where log = $1 and ingested_at >= $2 and (event_id, event_source) in (select * from unnest($3::text[], $4::text[]))
       group by event_id, event_source`,
      [log, new Date(now.getTime() - windowMs), named.map(({ event_id: id }) => id), named.map(({ event_source: source }) => source)],
    );
    for (const { id, source, index } of rows) known.first.set(keyOf(id, source), Number(index));
    return known;
  }

  /** Where the event of this entry stood first, and notes it where that is here. `null` too where the event has no id. */
  firstBefore(index: number, { event_id: id, event_source: source }: Description): number | null {
    if (id === null) return null;
    const key = keyOf(id, source);
    const first = this.first.get(key);
    if (first === undefined) this.first.set(key, index);
    return first ?? null;
  }
}

function keyOf(id: string, source: string | null): string {
  return JSON.stringify([source, id]);
}
