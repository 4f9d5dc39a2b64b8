interface Round {
  /** The broker has really answered it: kafkajs also ends a round whose fetch has failed, without a word. */
  answered: boolean;
  /** An earlier round since reading began was answered and its batches handled. */
  completed: boolean;
}

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
    const before = this.rounds.get(nodeId);
    this.rounds.set(nodeId, { answered: false, completed: before !== undefined && (before.completed || before.answered) });
  }

  /** A fetch has ended. One that took its whole wait was answered with nothing; of a shorter one only a batch shows that it did not fail. */
  ended(nodeId: number, durationMs: number): void {
    const round = this.rounds.get(nodeId);
    if (round && durationMs >= this.waitMs * 0.9) round.answered = true;
  }

  /** A batch has come; kafkajs does not say from where. */
  delivered(): void {
    for (const round of this.rounds.values()) round.answered = true;
  }

  get complete(): boolean {
    return this.rounds.size > 0 && [...this.rounds.values()].every(({ completed }) => completed);
  }
}
