import type { EventContract } from './event.js';
import { activityReported } from './events/activity-reported.v1.js';
import { auditCheckpointSigned } from './events/audit-checkpoint.v1.js';
import { auditRecorded } from './events/audit-record.v1.js';
import {
  customerCreated,
  customerErased,
  customerOffboarded,
  customerUpdated,
  serviceAccountCreated,
  serviceAccountDeleted,
  serviceAccountUpdated,
} from './events/customer-lifecycle.v1.js';
import { tokenExpired, tokenExpiring, tokenUnused } from './events/token-expiry.v1.js';
import { tokenHeartbeat } from './events/token-heartbeat.v1.js';
import {
  tokenIssued,
  tokenLeaked,
  tokenPredecessorUsed,
  tokenResumed,
  tokenRevoked,
  tokenRotated,
  tokenSuspended,
  tokenUpdated,
} from './events/token-lifecycle.v1.js';
import { tokenRefusedOften } from './events/token-refused-often.v1.js';
import { tokenState } from './events/token-state.v1.js';
import { tokenUsed } from './events/token-used.v1.js';
import { usageDropped, verificationUnknown } from './events/verification-counts.v1.js';
import { type SourceOf, sourceOf, type TopicName } from './topics.js';

export {
  activityReported,
  auditCheckpointSigned,
  auditRecorded,
  tokenExpired,
  tokenExpiring,
  tokenHeartbeat,
  tokenRefusedOften,
  tokenState,
  tokenUnused,
  tokenUsed,
  usageDropped,
  verificationUnknown,
};
export * from './events/customer-lifecycle.v1.js';
export * from './events/token-lifecycle.v1.js';
export type { TokenState } from './events/token-state.v1.js';

/** Every event version ever exchanged. One that was published stays readable for ever. */
export const contracts = [
  tokenState,
  tokenHeartbeat,
  tokenIssued,
  tokenUpdated,
  tokenRotated,
  tokenSuspended,
  tokenResumed,
  tokenRevoked,
  tokenLeaked,
  tokenPredecessorUsed,
  customerCreated,
  customerUpdated,
  customerOffboarded,
  customerErased,
  serviceAccountCreated,
  serviceAccountUpdated,
  serviceAccountDeleted,
  tokenExpiring,
  tokenExpired,
  tokenUnused,
  tokenRefusedOften,
  tokenUsed,
  verificationUnknown,
  usageDropped,
  activityReported,
  auditRecorded,
  auditCheckpointSigned,
] as const satisfies readonly EventContract[];

export type AnyContract = (typeof contracts)[number];

/** The contracts of the events that travel on `topic`; those of a dead-letter topic are its source's. */
export function contractsOf<T extends TopicName>(topic: T): Extract<AnyContract, { topic: SourceOf<T> }>[] {
  const source = sourceOf(topic);
  return contracts.filter((contract): contract is Extract<AnyContract, { topic: SourceOf<T> }> => contract.topic === source);
}
