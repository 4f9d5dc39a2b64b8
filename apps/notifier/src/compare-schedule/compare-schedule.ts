import { setTimeout as pause } from 'node:timers/promises';
import { type KafkaClient, TopicScan } from '@latchkey/kafka';
import type { DataSource } from 'typeorm';
import { plannedNotices } from '../schedule/replace-notices.js';
import type { ScheduledToken } from '../schedule/scheduled-token.js';
import { findTokens, tokensAfter } from '../schedule/scheduled-tokens.js';
import { fingerprintOf, LastStates } from './last-states.js';
import { type Scheduled, scheduleDifference, type ScheduleDifference } from './schedule-difference.js';

const pageSize = 1000;
const betweenLooksMs = 1000;

export interface CompareOptions {
  readonly spreadSeconds: number;
  /** How long a difference may take to go away: what was told a moment ago is still to be read. */
  readonly settleWithinMs: number;
}

export interface ScheduleComparison {
  readonly tokens: number;
  readonly differences: readonly ScheduleDifference[];
}

/** Finds the tokens of which the schedule says something else than token-state, or plans other notices than its own thresholds call for. */
export class CompareSchedule {
  private readonly states = new LastStates();

  constructor(
    private readonly dataSource: DataSource,
    private readonly client: KafkaClient,
    private readonly options: CompareOptions,
  ) {}

  async execute(): Promise<ScheduleComparison> {
    const scan = await TopicScan.open({ client: this.client, topic: 'token-state', take: (batch) => this.states.take(batch) });
    try {
      await scan.toEnd();
      const { tokens, suspects } = await this.survey();
      return { tokens, differences: await this.settle(suspects, () => scan.toEnd()) };
    } finally {
      await scan.close();
    }
  }

  private async survey(): Promise<{ tokens: number; suspects: string[] }> {
    const onTopicAlone = new Set(this.states.tokenIds);
    const suspects: string[] = [];
    let tokens = 0;
    for (let after = ''; ; ) {
      const page = await this.scheduled((queries) => tokensAfter(queries, after, pageSize));
      for (const [id, scheduled] of page) {
        tokens++;
        onTopicAlone.delete(id);
        if (scheduleDifference(id, scheduled, this.states.of(id))) suspects.push(id);
      }
      if (page.size < pageSize) return { tokens, suspects: [...suspects, ...onTopicAlone] };
      after = [...page.keys()].at(-1) ?? '';
    }
  }

  /** What differs at first sight may only be on its way: topic and schedule are looked at in turn until nothing differs, or time is over. */
  private async settle(suspects: readonly string[], readOn: () => Promise<void>): Promise<ScheduleDifference[]> {
    const deadline = performance.now() + this.options.settleWithinMs;
    let differences = await this.differences(suspects);
    while (differences.length > 0 && performance.now() < deadline) {
      await pause(betweenLooksMs).then(readOn);
      differences = await this.differences(differences.map(({ token_id }) => token_id));
    }
    return differences;
  }

  private async differences(ids: readonly string[]): Promise<ScheduleDifference[]> {
    const differences: ScheduleDifference[] = [];
    for (let start = 0; start < ids.length; start += pageSize) {
      const page = ids.slice(start, start + pageSize);
      const found = await this.scheduled(async (queries) => [...(await findTokens(queries, page)).values()]);
      differences.push(...page.flatMap((id) => scheduleDifference(id, found.get(id), this.states.of(id)) ?? []));
    }
    return differences;
  }

  /** Tokens and their notices as they stood at one moment, in the order in which they were found. */
  private async scheduled(find: (queries: Pick<DataSource, 'query'>) => Promise<readonly ScheduledToken[]>): Promise<Map<string, Scheduled>> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const tokens = await find(manager);
      const planned = idsByToken(await plannedNotices(manager, tokens, this.options.spreadSeconds));
      const stored = idsByToken(await manager.query('select id, token_id as "tokenId" from notifier.notices where token_id = any($1)', [tokens.map(({ id }) => id)]));
      return new Map(tokens.map((token) => [token.id, { ...fingerprintOf(token), asPlanned: planned.get(token.id) === stored.get(token.id) }]));
    });
  }
}

function idsByToken(notices: readonly { readonly id: string; readonly tokenId: string }[]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const { id, tokenId } of [...notices].sort((a, b) => (a.id < b.id ? -1 : 1))) ids.set(tokenId, `${ids.get(tokenId) ?? ''} ${id}`);
  return ids;
}
