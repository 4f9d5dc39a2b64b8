interface Round {
  /** The broker has really answered it: kafkajs also ends a round whose fetch has failed, without a word. */
  answered: boolean;
  /** An earlier round since reading began was answered and its batches handled. */
  completed: boolean;
  /** How often others were asked since it has ended. */
  passedOver: number | undefined;
}

/** A broker that was passed over so often is not asked any more: it is gone, and others lead in its place. */
const goneAfter = 10;

/**
 * Whether each broker has been asked for all there is and what it answered has been handled. Kafka tells kafkajs the end of what is committed only, so that
 * there is nothing beyond shows in this way alone.
 */
export class FetchRounds {
  private readonly rounds = new Map<number, Round>();

  /** `waitMs` is how long a broker that has nothing to send waits before it says so. */
  constructor(private readonly waitMs: number) {}

  /** What is under way asks for positions of before, and does not count. */
  begin(): void {
    this.rounds.clear();
  }

  /** A broker is asked anew: all that it answered before has been handled. */
  started(nodeId: number): void {
    this.passOverOthers(nodeId);
    const before = this.rounds.get(nodeId);
    this.rounds.set(nodeId, { answered: false, completed: before !== undefined && (before.completed || before.answered), passedOver: undefined });
  }

  /** A fetch has ended. One that took its whole wait was answered with nothing; of a shorter one only a batch shows that it did not fail. */
  ended(nodeId: number, durationMs: number): void {
    const round = this.rounds.get(nodeId);
    if (!round) return;
    round.passedOver = 0;
    if (durationMs >= this.waitMs * 0.9) round.answered = true;
  }

  /** A batch has come; kafkajs does not say from where. */
  delivered(): void {
    for (const round of this.rounds.values()) round.answered = true;
  }

  get complete(): boolean {
    return this.rounds.size > 0 && [...this.rounds.values()].every(({ completed }) => completed);
  }

  /** Where one is gone everybody has to be asked again: what they answered before was without the partitions that they have taken over. */
  private passOverOthers(nodeId: number): void {
    for (const [other, round] of this.rounds) {
      if (other === nodeId || round.passedOver === undefined) continue;
      round.passedOver += 1;
      if (round.passedOver >= goneAfter) return this.rounds.clear();
    }
  }
}
