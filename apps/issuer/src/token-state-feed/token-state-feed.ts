import { randomUUID } from 'node:crypto';
import type { OutgoingRecord } from '@latchkey/contracts';
import type { KafkaClient, SentRecord } from '@latchkey/kafka';
import type { HeartbeatSource } from '@latchkey/outbox';
import type { Logger } from '@nestjs/common';
import type { FeedUpkeep } from './feed-upkeep.js';
import { isSameTopic, newGeneration } from './generation.js';
import type { FoundTopic, Generation } from './generation.js';
import { GenerationInService } from './generation-in-service.js';
import type { GenerationStore } from './generation-store.js';

/** Tells readers of token-state, partition by partition, how far they have come, and in which creation of the topic. */
export class TokenStateFeed implements HeartbeatSource {
  readonly topic = 'token-state';
  private serving: GenerationInService | undefined;
  /** A call that outlasts the term it was made in begins nothing: there would be nobody to end it. */
  private term = Symbol();

  constructor(
    private readonly client: KafkaClient,
    private readonly store: GenerationStore,
    private readonly newUpkeep: () => FeedUpkeep,
    private readonly log: Pick<Logger, 'log'>,
  ) {}

  async begin(): Promise<void> {
    const { term } = this;
    // What was sent is read first: an offset sent between the two reads must not pass for one that the topic has lost.
    const known = await this.store.load();
    const found = await this.findTopic();
    const generation = known && isSameTopic(known, found) ? known : await this.chooseAnew(known, found);
    this.serve(term, generation, found);
  }

  async records(asOf: Date, drained: boolean): Promise<OutgoingRecord[]> {
    return this.serving?.heartbeats(asOf, drained) ?? [];
  }

  async sent(records: readonly SentRecord[]): Promise<void> {
    const { serving } = this;
    if (!serving) return;
    const ours = records.filter(({ topic }) => topic === this.topic);
    const offsets = new Map(ours.map(({ partition, baseOffset }) => [partition, baseOffset]));
    if (!serving.isLeftBehindBy(offsets)) return serving.remember(offsets);
    const { term } = this;
    await this.stopServing();
    const found = await this.findTopic();
    this.serve(term, await this.chooseAnew(serving.generation, found, offsets), found);
  }

  async end(): Promise<void> {
    this.term = Symbol();
    await this.stopServing();
  }

  private async stopServing(): Promise<void> {
    const { serving } = this;
    this.serving = undefined;
    await serving?.end();
  }

  private serve(term: symbol, generation: Generation, { ends }: FoundTopic): void {
    if (term !== this.term) return;
    this.serving = new GenerationInService(generation, ends.size, this.store, this.newUpkeep());
  }

  private async chooseAnew(known: Generation | undefined, found: FoundTopic, sent?: Map<number, bigint>): Promise<Generation> {
    const next = newGeneration(randomUUID(), found.clusterId, sent);
    await this.store.replace(known, next);
    this.log.log(`token-state is new to this issuer; its generation is ${next.id} and every token is sent again.`);
    return next;
  }

  private async findTopic(): Promise<FoundTopic> {
    const clusterId = await this.client.clusterId();
    const watermarks = await this.client.watermarks(this.topic);
    return { clusterId, ends: new Map(watermarks.map(({ partition, high }) => [partition, high])) };
  }
}
