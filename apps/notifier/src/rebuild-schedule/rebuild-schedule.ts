import { type KafkaClient, rewindGroup, TopicScan } from '@latchkey/kafka';
import type { DataSource } from 'typeorm';
import type { CompareSchedule } from '../compare-schedule/compare-schedule.js';
import type { ScheduleDifference } from '../compare-schedule/schedule-difference.js';
import type { FollowTokens } from '../follow-tokens/follow-tokens.js';
import { buryTokens } from '../schedule/scheduled-tokens.js';
import { besideSchedule, routing } from './read-models.js';

const pageSize = 500;

/** Tokens that are now as on token-state. */
export interface Rebuilding {
  /** Of which the schedule had something else; where there are none on token-state, it has none any more. */
  readonly forgotten: number;
  /** Of which it had nothing, or an earlier state. */
  readonly missing: number;
}

/** Reads all of token-state into the schedule, and has the notifier, once it runs, read the other topics again. What the schedule knows rightly stays, and with it what has been announced. */
export class RebuildSchedule {
  constructor(
    private readonly dataSource: DataSource,
    private readonly client: KafkaClient,
    private readonly compare: CompareSchedule,
    private readonly followTokens: FollowTokens,
  ) {}

  /** `since`: from when on subscriptions are looked at again. Throws while a notifier runs. */
  async execute(now: Date, since?: Date): Promise<Rebuilding> {
    for (const group of [...besideSchedule, ...(since ? [{ ...routing, since }] : [])]) await rewindGroup(this.client, group);
    const { differences } = await this.compare.execute();
    const wrong = differences.filter(isNotMendedByReading).map(({ token_id }) => token_id);
    for (let start = 0; start < wrong.length; start += pageSize) {
      await this.dataSource.transaction((manager) => buryTokens(manager, wrong.slice(start, start + pageSize)));
    }
    await this.read(now);
    return { forgotten: wrong.length, missing: differences.length - wrong.length };
  }

  private read(now: Date): Promise<void> {
    return TopicScan.all({ client: this.client, topic: 'token-state', take: (batch) => this.followTokens.execute(batch, now) });
  }
}

/** A state that is not newer than the one that is known changes nothing. */
function isNotMendedByReading({ difference }: ScheduleDifference): boolean {
  return difference !== 'missing_in_schedule' && difference !== 'behind';
}
