import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../customers/actor-of.js';
import { sightOf } from '../customers/customer-of.js';
import type { ChannelKind } from './channel.js';
import type { DigestRhythm } from './digest-rhythm.js';
import type { EventType } from './event-types.js';

export type DisabledReason = 'requested' | 'gone' | 'failing';

/** Who wants to be told of what, and how. */
export interface Subscription {
  readonly id: string;
  readonly customerId: string;
  readonly name: string;
  readonly eventTypes: readonly EventType[];
  /** Labels that the token must carry, all of them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccountId: string | null;
  readonly channel: ChannelKind;
  /** Of a webhook; that of Slack is sealed. */
  readonly url: string | null;
  readonly endpoint: string;
  readonly sealed: Buffer | null;
  /** Addresses that get no mail of it, though contacts name them. */
  readonly unsubscribed: readonly string[];
  readonly formerSecretUntil: Date | null;
  /** `null` tells of each event at once. */
  readonly digest: DigestRhythm | null;
  readonly status: 'active' | 'disabled';
  readonly disabledReason: DisabledReason | null;
  readonly createdBy: Actor;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const subscriptionColumns = `
  id, customer_id as "customerId", name, event_types as "eventTypes", labels, service_account_id as "serviceAccountId", channel, url, endpoint, sealed, unsubscribed,
  former_secret_until as "formerSecretUntil", digest, status, disabled_reason as "disabledReason", created_by as "createdBy", created_at as "createdAt",
  updated_at as "updatedAt"`;

type Queries = Pick<EntityManager, 'query'>;

/** Throws `not_found` where there is none or the caller must not know of it. */
export async function findSubscription(queries: Queries, caller: Caller, id: string, lock: '' | 'for no key update' | 'for update' = ''): Promise<Subscription> {
  const [found]: Subscription[] = await queries.query(
    `select ${subscriptionColumns} from notifier.subscriptions where id = $1 and ($2::text is null or customer_id = $2) ${lock}`,
    [id, sightOf(caller)],
  );
  if (!found) throw new RuntimeError('not_found');
  return found;
}

/**
 * Held by whoever settles or moves notifications of a subscription, before the rows of these: in any other order two of them could wait for one another. Events can
 * be told to it meanwhile.
 */
export async function lockSubscription(manager: Queries, id: string): Promise<void> {
  await manager.query('select 1 from notifier.subscriptions where id = $1 for no key update', [id]);
}
