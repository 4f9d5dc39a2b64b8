import { activityReported, type DataOf, encodeEvent, type OutgoingRecord } from '@latchkey/contracts';
import type { Caller } from '@latchkey/runtime';
import type { ActivityReport } from './report-activity.request.js';

/** The event under which the report goes to Kafka. Its source is the reporter’s own, so that nobody’s ids can stand in the way of another’s. */
export function activityRecord(caller: Caller, { id, occurred_at: time, ...told }: ActivityReport & { readonly customer_id: string }): OutgoingRecord {
  const reporter = caller.kind === 'token' ? caller.serviceAccountId : caller.personId;
  const envelope = { id, source: `activity/${told.customer_id}/${reporter}`, time, subject: told.token_id };
  return encodeEvent(activityReported, { ...envelope, data: { ...told, reported_by: actorOf(caller) } });
}

function actorOf(caller: Caller): DataOf<typeof activityReported>['reported_by'] {
  const { kind, name } = caller;
  if (kind === 'token') return { kind, token_id: caller.tokenId, service_account_id: caller.serviceAccountId, person_id: null, name };
  return { kind, token_id: null, service_account_id: null, person_id: caller.personId, name };
}
