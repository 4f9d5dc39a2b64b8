import { encodeEvent, type OutgoingRecord, type TokenState, tokenHeartbeat, tokenState } from '@latchkey/contracts';
import { applyTopics, EventProducer, KafkaClient } from '@latchkey/kafka';
import { digestToken } from '@latchkey/tokens';
import { Logger } from '@nestjs/common';
import { nthState } from '../keyring/many-states.js';
import type { PresentedTokens } from './presented-tokens.js';

export interface Feed {
  readonly brokers: string;
  readonly prefix: string;
  readonly tokens: number;
  readonly presented: PresentedTokens;
  /** Of one more token, of the platform, that may ask about all others. */
  readonly caller: string;
}

Logger.overrideLogger(false);

const partitions = 6;
const perSend = 5_000;
const generation = '0197f3c2-0000-7000-8000-000000000001';

/** Writes token-state as the issuer’s relay does: each of the tokens, the caller, and then how old all that is. */
export async function fillTokenState({ brokers, prefix, tokens, presented, caller }: Feed): Promise<void> {
  const client = new KafkaClient({ brokers: brokers.split(','), clientId: 'latchkey-bench', topicPrefix: prefix });
  await applyTopics(client, { partitions });
  const producer = new EventProducer(client);
  const asker = stateOf(tokens, digestToken(caller));
  const first = recordOf({ ...asker, platform: true, grant: { ...asker.grant, permissions: ['token:introspect'], services: null } });
  try {
    await producer.send([first]);
    for (let n = 0; n < tokens; n += perSend) {
      const states = Array.from({ length: Math.min(perSend, tokens - n) }, (_, one) => stateOf(n + one, presented.digest(n + one)));
      await producer.send(states.map((state) => likeFirst(first, state)));
    }
    await producer.send(heartbeats());
  } finally {
    await producer.onApplicationShutdown();
  }
}

function stateOf(n: number, digest: string): TokenState {
  const { id, customerId, serviceAccountId, platform, name, status, rights, expiresAt, changedAt, sequence } = nthState(n, digest);
  const instants = { created_at: new Date(changedAt).toISOString(), changed_at: new Date(changedAt).toISOString() };
  const grant = { ...rights, not_before: null, expires_at: new Date(expiresAt).toISOString() };
  return { id, digest, customer_id: customerId, platform, service_account_id: serviceAccountId, name, labels: {}, grant, status, notify_days: null, ...instants, sequence };
}

function recordOf(state: TokenState): OutgoingRecord {
  return encodeEvent(tokenState, { id: eventId(state), source: 'issuer', time: state.changed_at, subject: state.id, data: state });
}

/** As `recordOf` would make it, without looking a million times whether it keeps to its contract. */
function likeFirst(first: OutgoingRecord, state: TokenState): OutgoingRecord {
  return { ...first, key: state.id, value: JSON.stringify(state), headers: { ...first.headers, ce_id: eventId(state), ce_subject: state.id } };
}

function eventId({ id, sequence }: TokenState): string {
  return `${id}@${sequence}`;
}

function heartbeats(): OutgoingRecord[] {
  const time = new Date().toISOString();
  return Array.from({ length: partitions }, (_, partition) =>
    encodeEvent(tokenHeartbeat, { id: `${partition}/${time}`, source: 'issuer', time, data: { as_of: time, generation, partition } }, partition),
  );
}
