import { customerErased, encodeEvent, fields, serviceAccountCreated, serviceAccountDeleted, serviceAccountUpdated, tokenIssued, tokenRotated, tokenUsed } from '@latchkey/contracts';
import type { DataOf, OutgoingRecord, TokenState } from '@latchkey/contracts';
import { aGrant } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { iso } from './schedule.js';

type Token = Pick<TokenState, 'id' | 'customer_id' | 'service_account_id'>;
const envelope = (subject: string) => ({ id: mintId(), source: 'issuer', time: iso(1), subject });
const by = { actor: fields.systemActor('test'), ip: null, user_agent: null, request_id: null };

/** What a verifier tells of a use on that day. */
export function usedRecord(token: Token, on: number, more: Partial<DataOf<typeof tokenUsed>> = {}): OutgoingRecord {
  const counted = { verifier: 'v1', minute: iso(Math.floor(on)), outcome: 'allowed' as const, reason: null, count: 1 };
  const last = { last_used_at: iso(on), last_ip: null, last_user_agent: null, last_service_id: null };
  const data = { token_id: token.id, customer_id: token.customer_id, service_account_id: token.service_account_id, ...counted, ...last, ...more };
  return encodeEvent(tokenUsed, { ...envelope(token.id), source: 'verifier', data });
}

export function rotatedRecord(token: Token, successorId: string): OutgoingRecord {
  const subject = { token_id: token.id, customer_id: token.customer_id, service_account_id: token.service_account_id, token_name: 'ci', labels: {} };
  return encodeEvent(tokenRotated, { ...envelope(token.id), data: { ...subject, ...by, successor_id: successorId, family_id: token.id, ends_at: iso(1), sequence: 2 } });
}

/** Of a token that was made together with its service account where that is named. */
export function issuedRecord(token: Token, accountName: string | null): OutgoingRecord {
  const subject = { token_id: token.id, customer_id: token.customer_id, service_account_id: token.service_account_id, token_name: 'ci', labels: {} };
  const made = { parent_id: null, family_id: token.id, sequence: 1, predecessor_id: null, service_account_name: accountName };
  return encodeEvent(tokenIssued, { ...envelope(token.id), data: { ...subject, ...by, roles: [], scope: 'global', grant: aGrant(), ...made } });
}

const accountContracts = { created: serviceAccountCreated, updated: serviceAccountUpdated, deleted: serviceAccountDeleted };

export function accountRecord(what: keyof typeof accountContracts, { customer_id: customerId, service_account_id: id }: Omit<Token, 'id'>, name: string): OutgoingRecord {
  return encodeEvent(accountContracts[what], { ...envelope(id), data: { service_account_id: id, service_account_name: name, customer_id: customerId, ...by } });
}

export function erasedRecord(customerId: string): OutgoingRecord {
  return encodeEvent(customerErased, { ...envelope(customerId), data: { customer_id: customerId, ...by } });
}
