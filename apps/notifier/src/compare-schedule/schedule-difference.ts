import type { Fingerprint } from './last-states.js';

export type ScheduleDifferenceKind = 'missing_in_schedule' | 'behind' | 'ahead' | 'differs' | 'missing_on_topic' | 'notices_differ';

/** One line for an operator. */
export interface ScheduleDifference {
  readonly difference: ScheduleDifferenceKind;
  readonly token_id: string;
  readonly sequence_in_schedule: number | null;
  readonly sequence_on_topic: number | null;
}

/** A token as the schedule has it, and whether what is planned of it is what it calls for. */
export interface Scheduled extends Fingerprint {
  readonly asPlanned: boolean;
}

/** What is wrong with a token in the schedule, if anything, by the last state that the topic has of it. */
export function scheduleDifference(tokenId: string, scheduled: Scheduled | undefined, last: Fingerprint | undefined): ScheduleDifference | undefined {
  const difference = kindOf(scheduled, last);
  return difference && { difference, token_id: tokenId, sequence_in_schedule: scheduled?.sequence ?? null, sequence_on_topic: last?.sequence ?? null };
}

function kindOf(scheduled: Scheduled | undefined, last: Fingerprint | undefined): ScheduleDifferenceKind | undefined {
  if (!scheduled) return last && 'missing_in_schedule';
  if (!last) return 'missing_on_topic';
  if (scheduled.sequence < last.sequence) return 'behind';
  if (scheduled.sequence > last.sequence) return 'ahead';
  if (scheduled.hash !== last.hash) return 'differs';
  return scheduled.asPlanned ? undefined : 'notices_differ';
}
