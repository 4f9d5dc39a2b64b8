import type { Rewinding } from '@latchkey/kafka';

/** What the notifier keeps beside the schedule, each by its group: read again from the start, it comes out the same. */
export const besideSchedule: readonly Rewinding[] = [
  { group: 'notifier.facts', topic: 'token-events' },
  { group: 'notifier.usage', topic: 'token-usage' },
  { group: 'notifier.refusals', topic: 'token-usage' },
];

/** Who is told. What was told and is not known any more is told once more, under the same id. */
export const routing: Rewinding = { group: 'notifier.routing', topic: 'token-events' };
