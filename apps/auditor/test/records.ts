import { activityReported, contractsOf, customerErased as customerErasedEvent, type DataOf, decodeEvent, encodeEvent, type EventContract, fields, type OutgoingRecord, tokenRevoked, tokenUsed } from '@latchkey/contracts';
import { mintId } from '@latchkey/tokens';
import type { AuditedBatch, AuditedRecord } from '../src/ingest-batch/audited.js';

const time = '2026-03-01T12:00:00.000Z';

interface Told {
  readonly id?: string;
  readonly source?: string;
  readonly time?: string;
}

/** The revocation of a token, on token-events. */
export function revoked(data: Partial<DataOf<typeof tokenRevoked>> = {}, event: Told = {}): OutgoingRecord {
  const token = mintId();
  return encodeEvent(tokenRevoked, {
    ...{ id: mintId(), source: 'issuer', time, subject: token, ...event },
    data: {
      token_id: token,
      customer_id: mintId(),
      service_account_id: mintId(),
      token_name: 'ci',
      labels: {},
      actor: { kind: 'token', token_id: mintId(), service_account_id: mintId(), person_id: null, name: 'admin' },
      ip: '192.0.2.1',
      user_agent: 'curl/8.5.0',
      request_id: 'request-1',
      reason: 'requested',
      expires_at: null,
      sequence: 2,
      ...data,
    },
  });
}

/** Uses of a token within a minute, on token-usage. */
export function used(data: Partial<DataOf<typeof tokenUsed>> = {}, event: Told = {}): OutgoingRecord {
  const token = mintId();
  return encodeEvent(tokenUsed, {
    ...{ id: mintId(), source: 'verifier', time, subject: token, ...event },
    data: {
      token_id: token,
      customer_id: mintId(),
      service_account_id: mintId(),
      verifier: 'verifier-1',
      minute: time,
      outcome: 'allowed',
      reason: null,
      count: 3,
      last_used_at: time,
      last_ip: '192.0.2.1',
      last_user_agent: 'curl/8.5.0',
      last_service_id: null,
      ...data,
    },
  });
}

/** That the issuer has erased a customer, on token-events. */
export function customerErased(customer: string): OutgoingRecord {
  const data = { customer_id: customer, actor: fields.systemActor('issuer'), ip: null, user_agent: null, request_id: null };
  return encodeEvent(customerErasedEvent, { id: mintId(), source: 'issuer', time, data });
}

/** What a service did with a token, on activity. */
export function reported(data: Partial<DataOf<typeof activityReported>> = {}, event: Told = {}): OutgoingRecord {
  return encodeEvent(activityReported, {
    ...{ id: mintId(), source: 'deployer', time, ...event },
    data: {
      customer_id: mintId(),
      token_id: mintId(),
      service_account_id: null,
      action: 'version.activated',
      target: { type: 'service_version', id: 'service-1/42' },
      service_id: 'service-1',
      outcome: 'success',
      reason: null,
      ip: '192.0.2.1',
      user_agent: 'curl/8.5.0',
      request_id: 'request-1',
      details: { version: 42 },
      reported_by: null,
      ...data,
    },
  });
}

/** What breaks its contract. */
export function junk(value: string | null, topic: 'token-events' | 'token-usage' | 'activity' = 'token-events'): OutgoingRecord {
  return { topic, key: 'k', value, headers: { ce_id: 'junk', ce_source: 'somebody' } };
}

export function idOf({ headers }: Pick<OutgoingRecord, 'headers'>): string {
  return headers['ce_id'] ?? '';
}

/** As the batch transport hands it over. */
export function received({ topic, key, headers, value }: OutgoingRecord, offset: bigint): AuditedRecord {
  const raw = { key, headers, value: value === null ? null : Buffer.from(value) };
  return { offset, timestamp: 0, raw, decoded: decodeEvent<EventContract>(contractsOf(topic), raw) } as AuditedRecord;
}

export interface Place {
  readonly partition?: number;
  /** The offset asked for, 0 by default. */
  readonly from?: bigint;
  /** Where the records start, if that is elsewhere. */
  readonly first?: bigint;
  readonly next?: bigint;
  readonly end?: bigint;
}

/** Records at consecutive offsets as one batch. */
export function batchOf(records: readonly OutgoingRecord[], { partition = 0, from = 0n, first = from, next, end }: Place = {}): AuditedBatch {
  const nextOffset = next ?? first + BigInt(records.length);
  return {
    topic: records[0]?.topic ?? 'token-events',
    partition,
    records: records.map((record, place) => received(record, first + BigInt(place))),
    fromOffset: from,
    nextOffset,
    endOffset: end ?? nextOffset,
  } as AuditedBatch;
}
