import { setTimeout as pause } from 'node:timers/promises';
import { type KafkaClient, TopicScan } from '@latchkey/kafka';
import { describe, type Difference, differenceOf } from './difference.js';
import type { Look, TokensInDatabase } from './tokens-in-database.js';
import { TopicPicture } from './topic-picture.js';

/** Far longer than a committed transaction takes to show in its partitions, which is a moment after its rows have left the outbox. */
const betweenLooksMs = 1000;

export interface Comparison {
  readonly tokens: number;
  readonly differences: readonly Difference[];
}

/** Finds the tokens of which the topic token-state, as compaction would leave it, says something else than the database does. */
export class CompareTokenState {
  private readonly picture = new TopicPicture();

  constructor(
    private readonly client: KafkaClient,
    private readonly database: TokensInDatabase,
    private readonly settleWithinMs: number,
  ) {}

  async execute(): Promise<Comparison> {
    const scan = await TopicScan.open({ client: this.client, topic: 'token-state', take: (batch) => this.picture.take(batch) });
    try {
      await scan.toEnd();
      const { tokens, suspects } = await this.suspects();
      return { tokens, differences: await this.settle(suspects, () => scan.toEnd()) };
    } finally {
      await scan.close();
    }
  }

  /** Whatever differs at first sight: each of them may have been changed since the topic was read. */
  private async suspects(): Promise<{ tokens: number; suspects: string[] }> {
    const onTopicAlone = new Set(this.picture.keys);
    const differing: string[] = [];
    let tokens = 0;
    await this.database.forEach((id, row) => {
      tokens++;
      onTopicAlone.delete(id);
      if (differenceOf(row, this.picture.last(id))) differing.push(id);
    });
    return { tokens, suspects: [...differing, ...onTopicAlone] };
  }

  /**
   * A difference is one if the token stood still between two looks, with nothing of it left to be sent, and the topic, read on in between, differs all the same. Reading and
   * looking take turns until each suspect has proved the one or the other, or time is over.
   */
  private async settle(suspects: readonly string[], readOn: () => Promise<void>): Promise<Difference[]> {
    const deadline = performance.now() + this.settleWithinMs;
    const differences: Difference[] = [];
    let open = suspects;
    let before = new Map<string, Look>();
    while (open.length > 0) {
      const over = performance.now() >= deadline;
      const after = await this.database.look(open);
      const found = open.flatMap((id) => this.differenceNow(id, before.get(id), after.get(id)));
      const done = found.filter(({ difference }) => over || difference.settled);
      differences.push(...done.map(({ difference }) => difference));
      open = over ? [] : found.filter(({ difference }) => !difference.settled).map(({ id }) => id);
      before = after;
      if (open.length > 0) await pause(betweenLooksMs).then(readOn);
    }
    return differences;
  }

  private differenceNow(id: string, before: Look | undefined, after: Look | undefined): { id: string; difference: Difference }[] {
    const last = this.picture.last(id);
    const difference = differenceOf(after?.row, last);
    if (!difference) return [];
    const settled = [before, after].every((look) => look?.waiting === false) && before?.row?.hash === after?.row?.hash;
    return [{ id, difference: { difference, ...describe(id, after?.row, last), settled } }];
  }
}
