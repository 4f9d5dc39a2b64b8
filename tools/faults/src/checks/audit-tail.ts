import { z } from 'zod';
import { Lane } from '../load/lane.js';
import { factOf } from '../load/ledger.js';
import type { Violations } from '../violations.js';
import type { Database } from './database.js';

const everyMs = 300;
const changed = z.object({ sequence: z.int() });
const record = z.object({ action: z.string(), target_id: z.string(), details: z.unknown() });

interface LogSize {
  readonly name: string;
  readonly size: string;
}

interface Row {
  readonly event_id: string | null;
  readonly duplicate_of: string | null;
  readonly action: string;
  readonly json: string;
}

/** Follows the provable logs in Postgres, entry by entry. */
export class AuditTail {
  /** By log, the ids of its events in their order, repeats among them. */
  readonly ids = new Map<string, string[]>();
  /** When a change of a token was first seen recorded, by the fact. */
  readonly facts = new Map<string, number>();
  /** Tokens recorded as expired. */
  readonly expired = new Set<string>();
  private readonly once = new Set<string>();
  private readonly lane: Lane;

  constructor(
    private readonly database: Database,
    private readonly violations: Violations,
  ) {
    // While Postgres is away there is nothing to see.
    this.lane = new Lane(everyMs, () => this.look().catch(() => undefined), violations);
  }

  async end(): Promise<void> {
    await this.lane.end();
  }

  private async look(): Promise<void> {
    for (const { name, size } of await this.database.query<LogSize>('select name, size from auditor.logs')) {
      const ids = this.ids.get(name) ?? [];
      this.ids.set(name, ids);
      if (Number(size) > ids.length) await this.follow(name, ids);
    }
  }

  private async follow(log: string, ids: string[]): Promise<void> {
    const rows = await this.database.query<Row>(
      `select event_id, duplicate_of, action, convert_from(record, 'utf8') as json from auditor.records where log = $1 and index >= $2 order by index`,
      [log, ids.length],
    );
    for (const row of rows) {
      ids.push(row.event_id ?? `(${row.action})`);
      this.take(log, row);
    }
  }

  private take(log: string, { event_id: id, duplicate_of: earlier, action, json }: Row): void {
    if (id === null) this.violations.add(`an entry of ${log} is ${action}: ${json}`);
    if (earlier !== null) return;
    if (this.once.has(`${log.split('/')[0]} ${id}`)) this.violations.add(`${log} has the event ${id} twice, and no entry says so`);
    this.once.add(`${log.split('/')[0]} ${id}`);
    if (log.startsWith('token-events/')) this.takeFact(action, json);
  }

  private takeFact(action: string, json: string): void {
    const { target_id: tokenId, details } = record.parse(JSON.parse(json));
    if (action === 'token.expired') this.expired.add(tokenId);
    const { data } = changed.safeParse(details);
    if (data) this.facts.set(factOf({ action, tokenId, sequence: data.sequence }), Date.now());
  }
}
