import { canonicalNetwork } from '@latchkey/access';
import type { AuditRecord } from './audit-record.js';

/** By what a record is found, besides its customer, token, target and action. */
export interface SearchColumns {
  readonly happenedAt: string;
  readonly actorId: string | null;
  readonly serviceAccountId: string | null;
  readonly serviceId: string | null;
  readonly outcome: string | null;
  readonly ip: string | null;
}

export function searchColumns(record: AuditRecord): SearchColumns {
  const { occurred_at: occurred, ingested_at: ingested, actor, outcome, ip } = record;
  return {
    // What claims to have happened later than it was taken in counts from then: so nothing is ever found before its time, and months before `from` need no look.
    happenedAt: occurred === null || Date.parse(occurred) > Date.parse(ingested) ? ingested : occurred,
    actorId: actor && (actor.token_id ?? actor.person_id ?? actor.name),
    serviceAccountId: accountOf(record),
    serviceId: serviceOf(record),
    outcome,
    ip: ip && canonicalIp(ip),
  };
}

/** One way of writing each address, IPv4 in IPv6 as IPv4; what is no address as it is. */
export function canonicalIp(ip: string): string {
  return canonicalNetwork(ip)?.replace(/\/\d+$/, '') ?? ip;
}

/** To whose trail it belongs: that of the token it was done to, else of the token with which it was done. The details of activity are whatever its reporter likes. */
function accountOf({ action, target_type: type, target_id: target, details, actor }: AuditRecord): string | null {
  if (type === 'service_account') return target;
  const befallen = action.startsWith('activity.') ? null : told(details['service_account_id']);
  return befallen ?? actor?.service_account_id ?? null;
}

/** Records of before there was activity have it among their details alone. */
function serviceOf({ service_id: service, details }: AuditRecord): string | null {
  return service === undefined ? (told(details['last_service_id']) ?? told(details['service_id'])) : service;
}

/** Never longer than a field of its own may be. */
function told(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 255 ? value : null;
}
