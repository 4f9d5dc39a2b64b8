import type { Outbox } from '@latchkey/outbox';
import { Any } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { changeTokens } from '../tokens/change-tokens.js';
import { stateRecord } from '../tokens/token-state.js';
import { TokenEntity } from '../tokens/token.entity.js';

/** Stands where a name was. */
export const erased = 'erased';

const nothing = { name: erased, labels: {}, lastUsedAt: null, lastUsedIp: null, lastUsedUserAgent: null };

/** A creator that is no service account is a person. */
const byPerson = (token: string, creatorId: string): string =>
  `${token}.${creatorId} is not null and not exists (select from issuer.service_accounts account where account.id = ${token}.${creatorId})`;

/** SQL over the alias `token`: whether anything is left to be erased. */
export const holdsNames = `token.name <> '${erased}' or token.labels <> '{}' or token.lastUsedAt is not null or token.lastUsedIp is not null
  or token.lastUsedUserAgent is not null or ${byPerson('token', 'creatorId')}`;

const forgetPeople = `update issuer.tokens token set creator_id = null where token.id = any($1) and ${byPerson('token', 'creator_id')}`;

/** Takes every name from dead tokens whose rows are locked, and sends their states again, so that compaction drops those that told them. Of a buried one Kafka holds none. */
export async function eraseTokens(manager: EntityManager, outbox: Outbox, tokens: readonly TokenEntity[]): Promise<void> {
  const buried = tokens.filter(({ tombstonedAt }) => tombstonedAt !== null);
  const known = tokens.filter(({ tombstonedAt }) => tombstonedAt === null);
  await manager.query(forgetPeople, [tokens.map(({ id }) => id)]);
  await manager.update(TokenEntity, { id: Any(buried.map(({ id }) => id)) }, nothing);
  const change = changeTokens(manager, known, nothing, new Date());
  await outbox.append(manager, known.map(stateRecord), [change]);
}
