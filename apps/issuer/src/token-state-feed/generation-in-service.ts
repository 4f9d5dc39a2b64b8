import { encodeEvent, tokenHeartbeat } from '@latchkey/contracts';
import type { OutgoingRecord } from '@latchkey/contracts';
import type { FeedUpkeep } from './feed-upkeep.js';
import { goesBack } from './generation.js';
import type { Generation } from './generation.js';
import type { GenerationStore } from './generation-store.js';

const saveSentEachMs = 10_000;

/** A generation while this relay fills it and speaks for it. Silent until the topic holds every token. */
export class GenerationInService {
  private readonly sent: Map<number, bigint>;
  private saveAt = 0;
  private saved: 'incomplete' | 'complete';
  private whole: boolean;

  constructor(
    readonly generation: Generation,
    private readonly partitions: number,
    private readonly store: GenerationStore,
    private readonly upkeep: FeedUpkeep,
  ) {
    this.sent = new Map(generation.sent);
    this.whole = generation.complete;
    this.saved = generation.complete ? 'complete' : 'incomplete';
    upkeep.start(generation);
  }

  heartbeats(asOf: Date, drained: boolean): OutgoingRecord[] {
    const { appendedAt } = this.upkeep;
    // Rows read before the last republished one was appended may be all there were and yet lack it.
    this.whole ||= drained && appendedAt !== undefined && asOf > appendedAt;
    if (!this.whole) return [];
    return Array.from({ length: this.partitions }, (_, partition) => heartbeat(this.generation.id, asOf, partition));
  }

  /** Whether these offsets show that the topic was made anew since the last send. */
  isLeftBehindBy(offsets: ReadonlyMap<number, bigint>): boolean {
    return goesBack(this.sent, offsets);
  }

  async remember(offsets: ReadonlyMap<number, bigint>): Promise<void> {
    for (const [partition, offset] of offsets) this.sent.set(partition, offset);
    if (this.whole && this.saved === 'incomplete') {
      await this.store.saveComplete(this.generation.id);
      this.saved = 'complete';
    }
    if (performance.now() < this.saveAt) return;
    this.saveAt = performance.now() + saveSentEachMs;
    await this.store.saveSent(this.generation.id, this.sent);
  }

  async end(): Promise<void> {
    await this.upkeep.stop();
    await this.store.saveSent(this.generation.id, this.sent);
  }
}

function heartbeat(generation: string, asOf: Date, partition: number): OutgoingRecord {
  const time = asOf.toISOString();
  const event = { id: `${generation}/${partition}/${time}`, source: 'issuer', time, data: { as_of: time, generation, partition } };
  return encodeEvent(tokenHeartbeat, event, partition);
}
