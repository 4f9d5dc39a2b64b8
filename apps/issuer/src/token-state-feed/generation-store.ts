import type { DataSource } from 'typeorm';
import type { Generation } from './generation.js';

interface GenerationRow {
  readonly generation: string;
  readonly cluster_id: string;
  readonly sent: Record<string, string>;
  readonly republished_to: string;
  readonly complete: boolean;
}

/** The issuer's memory of the topic's generation. Writes name the generation that they mean: a relay that was replaced changes nothing. */
export class GenerationStore {
  constructor(private readonly dataSource: DataSource) {}

  async load(): Promise<Generation | undefined> {
    const rows: GenerationRow[] = await this.dataSource.query('select * from issuer.token_state_generation');
    return rows[0] && toGeneration(rows[0]);
  }

  /** Throws if another relay has chosen meanwhile. */
  async replace(known: Generation | undefined, next: Generation): Promise<void> {
    const rows: unknown[] = await this.dataSource.query(
      `insert into issuer.token_state_generation as current (generation, cluster_id, sent) values ($1, $2, $3)
       on conflict (only_row) do update
         set generation = excluded.generation, cluster_id = excluded.cluster_id, sent = excluded.sent,
             republished_to = default, complete = default, created_at = default
         where current.generation = $4
       returning generation`,
      [next.id, next.clusterId, offsetsAsJson(next.sent), known?.id ?? null],
    );
    if (rows.length === 0) throw new Error('Another relay has chosen the generation of token-state.');
  }

  async saveSent(generation: string, sent: ReadonlyMap<number, bigint>): Promise<void> {
    await this.update('sent = $2', generation, offsetsAsJson(sent));
  }

  async saveRepublished(generation: string, lastTokenId: string): Promise<void> {
    await this.update('republished_to = $2', generation, lastTokenId);
  }

  async saveComplete(generation: string): Promise<void> {
    await this.update('complete = $2', generation, true);
  }

  private async update(assignment: string, generation: string, value: unknown): Promise<void> {
    const statement = `update issuer.token_state_generation set ${assignment} where generation = $1`;
    await this.dataSource.query(statement, [generation, value]);
  }
}

/** Offsets outgrow what a JSON number holds. */
function offsetsAsJson(sent: ReadonlyMap<number, bigint>): string {
  return JSON.stringify(Object.fromEntries([...sent].map(([partition, offset]) => [partition, String(offset)])));
}

function toGeneration(row: GenerationRow): Generation {
  return {
    id: row.generation,
    clusterId: row.cluster_id,
    sent: new Map(Object.entries(row.sent).map(([partition, offset]) => [Number(partition), BigInt(offset)])),
    republishedTo: row.republished_to,
    complete: row.complete,
  };
}
