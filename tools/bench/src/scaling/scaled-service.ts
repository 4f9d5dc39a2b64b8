import type { TopicName } from '@latchkey/contracts';
import type { App } from '@latchkey/stack';

/** A service whose instances share the partitions of what they read. */
export interface ScaledService {
  readonly app: Extract<App, 'auditor' | 'notifier'>;
  readonly topics: readonly TopicName[];
  /** Selects how far it has come: `place`, a topic and a partition of it, and `next_offset`. */
  readonly positionsSql: string;
}

export const auditor: ScaledService = {
  app: 'auditor',
  topics: ['token-usage', 'token-events'],
  positionsSql: `select topic || '/' || partition as place, next_offset from auditor.logs`,
};

export const notifier: ScaledService = {
  app: 'notifier',
  topics: ['token-state'],
  positionsSql: `select 'token-state/' || partition as place, next_offset from notifier.positions`,
};
