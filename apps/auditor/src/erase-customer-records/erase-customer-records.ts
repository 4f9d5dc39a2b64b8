import { fields } from '@latchkey/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import { appendRecords } from '../logs/append-records.js';
import { type AuditRecord, nothing } from '../logs/audit-record.js';
import { erasedAction, rangesOf } from '../logs/erased-entries.js';
import { growTree } from '../logs/grow-tree.js';
import { growLog, type InputPartition, type Log, lockLog } from '../logs/logs.js';
import { CustomerNotErasedError } from './customer-not-erased.error.js';

const pageSize = 500;

export interface Erasing {
  readonly now: () => Date;
  /** Also where nothing tells that the issuer has erased the customer. */
  readonly anyway?: boolean;
}

/** Each finds its own index. */
const kinds = ['duplicate_of is null', 'duplicate_of is not null'] as const;
type Kind = (typeof kinds)[number];

/**
 * Takes the records of a customer away, with their salts: their entries stay and tell nothing. Each log says itself which of them were, in the transaction in
 * which they go, so that whoever checks it can tell that from what was taken away otherwise. Broken off, it goes on when called again.
 */
export class EraseCustomerRecords {
  constructor(private readonly dataSource: DataSource) {}

  /** Answers how many there were. Refuses a customer that, by what is on record, may still be one. */
  async execute(customerId: string, { now, anyway = false }: Erasing): Promise<number> {
    if (!anyway && !(await this.isErased(customerId))) throw new CustomerNotErasedError(customerId);
    let erased = 0;
    for (const kind of kinds) {
      for (let page = await this.page(customerId, kind); page.size > 0; page = await this.page(customerId, kind)) {
        for (const [log, indices] of page) erased += await this.dataSource.transaction((manager) => erase(manager, { log, indices, customerId }, now()));
      }
    }
    return erased;
  }

  /** By the issuer, which erases none that has live tokens; or its records were by this, in part at least, so that it is not the issuer’s word any more that tells. */
  private async isErased(customerId: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `select 1 from auditor.records where customer_id = $1 and action = 'customer.erased' and duplicate_of is null
       union all select 1 from auditor.records where customer_id is null and target_id = $1 and action = '${erasedAction}' and duplicate_of is null limit 1`,
      [customerId],
    );
    return rows.length > 0;
  }

  /** The next of them, by log. */
  private async page(customerId: string, kind: Kind): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows: { log: string; indices: string[] }[] = await this.dataSource.query(
      `select log, array_agg(index) as indices
       from (select log, index from auditor.records where customer_id = $1 and ${kind} order by ingested_at, log, index limit ${pageSize}) as page group by log`,
      [customerId],
    );
    return new Map(rows.map(({ log, indices }) => [log, indices]));
  }
}

interface Part {
  readonly log: string;
  readonly indices: readonly string[];
  readonly customerId: string;
}

async function erase(manager: EntityManager, { log, indices, customerId }: Part, now: Date): Promise<number> {
  const teller = await lockTeller(manager, log);
  const [rows]: [{ index: string }[], number] = await manager.query(
    'delete from auditor.records where log = $1 and index = any($2::bigint[]) and customer_id = $3 returning index',
    [log, indices, customerId],
  );
  if (rows.length === 0) return 0;
  const entries = rangesOf(rows.map(({ index }) => Number(index)).sort((a, b) => a - b));
  await appendRecords(manager, teller.name, [tell(teller, { log, entries }, customerId, now)]);
  await growTree(manager, teller.name, teller.size + 1);
  await growLog(manager, teller.name, teller.size + 1);
  return rows.length;
}

/** The log that takes up the partition now: one that has ended grows no more. */
async function lockTeller(manager: EntityManager, log: string): Promise<Log> {
  const [input]: InputPartition[] = await manager.query('select topic, partition from auditor.logs where name = $1', [log]);
  const teller = input && (await lockLog(manager, input));
  if (!teller) throw new Error(`there is no log to tell that records of ${log} were erased`);
  return teller;
}

/** Nobody’s, so that it stays when the customer’s go. */
function tell({ name, size }: Log, details: AuditRecord['details'], customerId: string, now: Date): AuditRecord {
  const at = now.toISOString();
  return {
    ...nothing,
    schema_version: 1,
    log: name,
    index: size,
    action: erasedAction,
    occurred_at: at,
    ingested_at: at,
    duplicate_of: null,
    actor: fields.systemActor('auditor'),
    target_type: 'customer',
    target_id: customerId,
    outcome: 'success',
    details,
  };
}
