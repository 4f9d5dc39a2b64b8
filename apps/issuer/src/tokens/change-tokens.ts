import type { Write } from '@latchkey/outbox';
import type { EntityManager } from 'typeorm';
import { TokenEntity } from './token.entity.js';

export type TokenChange = Partial<Omit<TokenEntity, 'id' | 'sequence' | 'changedAt' | 'tombstonedAt'>>;

/** One change to tokens whose rows are locked, each under its next sequence, for `Outbox.append`. Brings the entities into line at once. */
export function changeTokens(manager: EntityManager, tokens: readonly TokenEntity[], change: TokenChange, now: Date): Write {
  // A state after the tombstone needs a tombstone of its own.
  const all = { ...change, changedAt: now, tombstonedAt: null };
  for (const token of tokens) Object.assign(token, all, { sequence: token.sequence + 1 });
  const ids = tokens.map(({ id }) => id);
  const { tablePath, columns } = manager.dataSource.getMetadata(TokenEntity);
  const changed = columns.filter(({ propertyName }) => Object.hasOwn(all, propertyName));
  return (place) => {
    const set = changed.map(({ databaseName, propertyName }) => `${databaseName} = ${place(all[propertyName as keyof typeof all])}`);
    return `update ${tablePath} set sequence = sequence + 1, ${set.join(', ')} where id = any(${place(ids)})`;
  };
}
