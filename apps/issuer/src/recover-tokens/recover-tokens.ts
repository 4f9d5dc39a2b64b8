import type { TokenState } from '@latchkey/contracts';
import { type KafkaClient, TopicScan } from '@latchkey/kafka';
import type { Outbox } from '@latchkey/outbox';
import { type DataSource, type EntityManager, In, LessThan } from 'typeorm';
import { tombstone } from '../token-state-feed/bury-tokens.js';
import { grantColumns } from '../tokens/token-grant.js';
import { stateRecord } from '../tokens/token-state.js';
import { TokenEntity } from '../tokens/token.entity.js';
import { NewerStates } from './newer-states.js';

const pageSize = 200;

/** A token that was made after the backup: nothing says any more who made it and with which roles. */
export interface LostToken {
  readonly lost: string;
  readonly customer_id: string;
  readonly service_account_id: string;
  readonly name: string;
  readonly status: string;
}

export interface Recovery {
  /** Tokens that are now as token-state last told. */
  readonly recovered: number;
  /** Tokens that had been over for so long that readers were told to forget them. */
  readonly buried: number;
  /** Readers are told to forget them. */
  readonly lost: readonly LostToken[];
}

/**
 * Brings a database that went back up to token-state: what was revoked, suspended or changed since is so again, and no sequence is given a second time, at which
 * readers would take the change for one that they know. Nobody may relay meanwhile. Broken off, it is called again.
 */
export class RecoverTokens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly client: KafkaClient,
    private readonly outbox: Outbox,
  ) {}

  async execute(now: Date): Promise<Recovery> {
    const known = await this.known();
    const { states, buried } = await this.read(known);
    const lost = [...states.values()].filter(({ id }) => !known.has(id));
    const newer = [...states.values()].filter(({ id }) => known.has(id));
    await this.inPages(newer, recover);
    await this.inPages([...buried], (manager, ids) => bury(manager, ids, now));
    await this.inPages(lost, (manager, page) => this.outbox.append(manager, page.map(({ id }) => tombstone(id))));
    await this.dataSource.transaction((manager) => this.renewOutbox(manager));
    return { recovered: newer.length, buried: buried.size, lost: lost.map(describe) };
  }

  private async known(): Promise<Map<string, number | 'buried'>> {
    const rows: { id: string; sequence: number; buried: boolean }[] = await this.dataSource.query(
      'select id, sequence, tombstoned_at is not null as buried from issuer.tokens',
    );
    return new Map(rows.map(({ id, sequence, buried }) => [id, buried ? 'buried' : sequence]));
  }

  private async read(known: ReadonlyMap<string, number | 'buried'>): Promise<NewerStates> {
    const newer = new NewerStates(known);
    await TopicScan.all({ client: this.client, topic: 'token-state', take: (batch) => newer.take(batch) });
    return newer;
  }

  private async inPages<T>(all: readonly T[], work: (manager: EntityManager, page: readonly T[]) => Promise<unknown>): Promise<void> {
    for (let start = 0; start < all.length; start += pageSize) {
      await this.dataSource.transaction((manager) => work(manager, all.slice(start, start + pageSize)));
    }
  }

  /** What waited at the time of the backup was sent long ago. A state sent again would stand behind the later ones, and be what compaction keeps; so each goes as it is now. */
  private async renewOutbox(manager: EntityManager): Promise<void> {
    const [stale]: [{ key: string }[], number] = await manager.query(`delete from issuer.outbox where topic = 'token-state' and value is not null returning key`);
    const keys = [...new Set(stale.map(({ key }) => key))];
    for (let start = 0; start < keys.length; start += pageSize) {
      const tokens = await manager.find(TokenEntity, { where: { id: In(keys.slice(start, start + pageSize)) }, order: { id: 'ASC' } });
      await this.outbox.append(manager, tokens.filter(({ tombstonedAt }) => tombstonedAt === null).map(stateRecord));
    }
  }
}

async function recover(manager: EntityManager, states: readonly TokenState[]): Promise<void> {
  for (const state of states) await manager.update(TokenEntity, { id: state.id, sequence: LessThan(state.sequence) }, columnsOf(state));
}

/** Roles and scope stay those of the backup: which permissions they come to stands in the state. */
function columnsOf({ name, labels, status, notify_days, sequence, changed_at, grant }: TokenState): Partial<TokenEntity> {
  const changedAt = new Date(changed_at);
  return { name, labels, status, notifyDays: notify_days, sequence, changedAt, revokedAt: status === 'revoked' ? changedAt : null, ...grantColumns(grant) };
}

/** One that has not expired by now can only have been revoked. */
async function bury(manager: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  await manager.query(
    `update issuer.tokens set tombstoned_at = $2,
       status = case when expires_at <= $2 then status else 'revoked' end,
       revoked_at = case when expires_at <= $2 then revoked_at else coalesce(revoked_at, $2) end
     where id = any($1)`,
    [ids, now],
  );
}

function describe({ id, customer_id, service_account_id, name, status }: TokenState): LostToken {
  return { lost: id, customer_id, service_account_id, name, status };
}
