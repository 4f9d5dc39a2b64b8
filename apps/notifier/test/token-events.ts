import { contractsOf, decodeEvent, encodeEvent, tokenExpiring, tokenLeaked, tokenRevoked } from '@latchkey/contracts';
import type { DataOf, OutgoingRecord } from '@latchkey/contracts';
import type { Batch } from '@latchkey/kafka';
import { mintId } from '@latchkey/tokens';

const by = { actor: { kind: 'token', token_id: mintId(), service_account_id: mintId(), person_id: null, name: 'admin' }, ip: null, user_agent: null, request_id: null } as const;

export interface AboutToken {
  readonly token_id: string;
  readonly customer_id: string;
  readonly service_account_id: string;
  readonly token_name: string;
  readonly labels: Record<string, string>;
}

export function aToken(overrides: Partial<AboutToken> = {}): AboutToken {
  return { token_id: mintId(), customer_id: mintId(), service_account_id: mintId(), token_name: 'deploy', labels: {}, ...overrides };
}

type Expiring = DataOf<typeof tokenExpiring>;

export function expiringRecord(token: AboutToken, { expires_at, threshold_days }: Pick<Expiring, 'expires_at' | 'threshold_days'>): OutgoingRecord {
  const time = new Date(Date.parse(expires_at) - threshold_days * 86_400_000).toISOString();
  const envelope = { id: `${token.token_id}/${expires_at}/${threshold_days}`, source: 'notifier', time, subject: token.token_id };
  const last_used = { at: time, ip: '192.0.2.7', user_agent: 'curl/8.5.0', service_id: 'svc-1' };
  return encodeEvent(tokenExpiring, { ...envelope, data: { ...token, expires_at, threshold_days, service_account_name: 'build', last_used, rotate: null } });
}

export function revokedRecord(token: AboutToken, time: string, reason: DataOf<typeof tokenRevoked>['reason'] = 'requested'): OutgoingRecord {
  const envelope = { id: `${token.token_id}@2`, source: 'issuer', time, subject: token.token_id };
  return encodeEvent(tokenRevoked, { ...envelope, data: { ...token, ...by, reason, expires_at: null, sequence: 2 } });
}

export function leakedRecord(token: AboutToken, time: string): OutgoingRecord {
  const envelope = { id: mintId(), source: 'issuer', time, subject: token.token_id };
  return encodeEvent(tokenLeaked, { ...envelope, data: { ...token, ...by, found_in: 'commit', url: 'https://example.com/commit/1', reporter: 'scanner' } });
}

/** As the batch transport would hand them over, Kafka having taken them `at`. */
export function eventBatch(records: readonly OutgoingRecord[], at: Date): Batch<'token-events'> {
  const received = records.map(({ key, value, headers }, index) => {
    const raw = { key, headers, value: value === null ? null : Buffer.from(value) };
    return { offset: BigInt(index), timestamp: at.getTime(), raw, decoded: decodeEvent(contractsOf('token-events'), raw) };
  });
  const nextOffset = BigInt(records.length);
  return { topic: 'token-events', partition: 0, records: received, fromOffset: 0n, nextOffset, endOffset: nextOffset };
}
