import { isId } from '@latchkey/tokens';
import { Any, IsNull, MoreThan } from 'typeorm';
import type { DataSource } from 'typeorm';
import { toTokenState } from '../tokens/token-state.js';
import { TokenEntity } from '../tokens/token.entity.js';
import { type Fingerprint, fingerprintOf } from './fingerprint.js';

const pageSize = 1000;

/** A token at one moment; `row` is undefined where it is not there, or buried. */
export interface Look {
  readonly row: Fingerprint | undefined;
  /** A record of it had yet to be sent. Where none had, all that it had been until then was on Kafka. */
  readonly waiting: boolean;
}

/** The tokens that the topic has to hold. */
export class TokensInDatabase {
  constructor(private readonly dataSource: DataSource) {}

  async forEach(visit: (id: string, row: Fingerprint) => void): Promise<void> {
    for (let after = ''; ; ) {
      const tokens = await this.dataSource.manager.find(TokenEntity, {
        where: { id: MoreThan(after), tombstonedAt: IsNull() },
        order: { id: 'ASC' },
        take: pageSize,
      });
      for (const token of tokens) visit(token.id, fingerprintOf(toTokenState(token)));
      if (tokens.length < pageSize) return;
      after = tokens.at(-1)?.id ?? '';
    }
  }

  async look(ids: readonly string[]): Promise<Map<string, Look>> {
    const looks = new Map<string, Look>();
    for (let start = 0; start < ids.length; start += pageSize) {
      const page = ids.slice(start, start + pageSize);
      // The key of a record may be anything, such as a text that Postgres does not take.
      const known = page.filter(isId);
      // In this order: a change that the first query shows is either seen waiting by the second, or was sent before it.
      const tokens = await this.dataSource.manager.findBy(TokenEntity, { id: Any(known), tombstonedAt: IsNull() });
      const waiting = await this.waitingOf(known);
      const rows = new Map(tokens.map((token) => [token.id, fingerprintOf(toTokenState(token))]));
      for (const id of page) looks.set(id, { row: rows.get(id), waiting: waiting.has(id) });
    }
    return looks;
  }

  private async waitingOf(ids: readonly string[]): Promise<Set<string>> {
    const rows: { key: string }[] = await this.dataSource.query(`select distinct key from issuer.outbox where topic = 'token-state' and key = any($1)`, [ids]);
    return new Set(rows.map(({ key }) => key));
  }
}
