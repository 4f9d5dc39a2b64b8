import type { Caller } from '@latchkey/runtime';
import type { SelectQueryBuilder } from 'typeorm';
import { notFound, reaches } from '../tokens/reach.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import type { LabelFilter, tokenStatuses, TokenSelector } from './token-selector.js';

export interface Condition {
  readonly sql: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Selection {
  readonly selector: TokenSelector;
  /** `null`: of every customer. */
  readonly customerId: string | null;
  /** By which the expired ones are told. */
  readonly now: Date;
}

/** Whose tokens a caller selects from. One answer for a customer that is not there and for one that the caller must not know of. */
export function customerOf(caller: Caller, { customer_id: named = caller.customerId }: TokenSelector): string {
  if (!reaches(caller, named)) throw notFound('`customer_id` names no customer that you may see.');
  return named;
}

export function selectTokens(tokens: SelectQueryBuilder<TokenEntity>, selection: Selection): SelectQueryBuilder<TokenEntity> {
  return conditionsOf(selection).reduce((query, { sql, values }) => query.andWhere(sql, values), tokens);
}

/** The selection as SQL over the alias `token`. What was asked for is in the values alone. */
export function conditionsOf({ selector, customerId, now }: Selection): Condition[] {
  return [
    ...given('token.customerId = :customerId', { customerId: customerId ?? undefined }),
    ...given('token.id = any(:ids)', { ids: selector.ids }),
    ...given('token.creatorId = :creatorId', { creatorId: selector.creator_id }),
    ...given('token.serviceAccountId = :serviceAccountId', { serviceAccountId: selector.service_account_id }),
    ...given('token.parentId = :parentId', { parentId: selector.parent_id }),
    ...given('token.familyId = :familyId', { familyId: selector.family_id }),
    ...given('starts_with(token.name, :name)', { name: selector.name }),
    ...timesOf(selector),
    ...statusesOf(selector, now),
    ...termsOf(selector, customerId),
  ];
}

function given(sql: string, values: Readonly<Record<string, unknown>>): Condition[] {
  return Object.values(values).includes(undefined) ? [] : [{ sql, values }];
}

function timesOf(selector: TokenSelector): Condition[] {
  return [
    ...given('token.createdAt >= :createdAfter', { createdAfter: selector.created_after }),
    ...given('token.createdAt < :createdBefore', { createdBefore: selector.created_before }),
    ...given(`coalesce(token.expiresAt, 'infinity') >= :expiresAfter`, { expiresAfter: selector.expires_after }),
    ...given('token.expiresAt < :expiresBefore', { expiresBefore: selector.expires_before }),
    ...given('token.lastUsedAt >= :lastUsedAfter', { lastUsedAfter: selector.last_used_after }),
    ...given('coalesce(token.lastUsedAt, token.createdAt) < :lastUsedBefore', { lastUsedBefore: selector.last_used_before }),
  ];
}

/** As `viewToken` tells them. */
const statusSql: Readonly<Record<(typeof tokenStatuses)[number], string>> = {
  active: `token.status = 'active' and coalesce(token.expiresAt, 'infinity') > :now`,
  suspended: `token.status = 'suspended'`,
  revoked: `token.status = 'revoked'`,
  expired: `token.status = 'active' and token.expiresAt <= :now`,
};

function statusesOf({ status }: TokenSelector, now: Date): Condition[] {
  if (status === undefined) return [];
  return [{ sql: `(${[...new Set(status)].map((each) => `(${statusSql[each]})`).join(' or ')})`, values: { now } }];
}

/** The terms to be found come from the same function as those in the index. */
function termsOf({ role, service, label }: TokenSelector, customerId: string | null): Condition[] {
  if (role === undefined && service === undefined && label === undefined) return [];
  const customer = customerId === null ? 'token.customerId' : ':customerId';
  return [
    {
      sql: `issuer.token_terms(token.customerId, token.roles, token.services, token.labels)
        @> issuer.token_terms(${customer}, cast(:roles as text[]), cast(:services as text[]), cast(:labels as jsonb))`,
      values: {
        ...(customerId === null ? {} : { customerId }),
        roles: role === undefined ? [] : [role],
        services: service === undefined ? [] : [service],
        labels: JSON.stringify(labelsOf(label ?? [])),
      },
    },
  ];
}

/** `null` for a label that may have any value. */
function labelsOf(label: readonly LabelFilter[]): Readonly<Record<string, string | null>> {
  const wanted = new Map<string, string | null>();
  for (const { name, value } of label) wanted.set(name, value ?? wanted.get(name) ?? null);
  return Object.fromEntries(wanted);
}
