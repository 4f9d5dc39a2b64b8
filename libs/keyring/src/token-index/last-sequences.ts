/** The last sequence of tokens that are forgotten: a repeat of their states must not bring them back. Keeps `limit` of them, those that came in last. */
export class LastSequences {
  private readonly sequences = new Map<string, number>();
  /** In the order in which they came in, from `next` around. */
  private readonly order: string[] = [];
  private next = 0;

  constructor(private readonly limit: number) {}

  /** 0 where it is not kept. */
  of(id: string): number {
    return this.sequences.get(id) ?? 0;
  }

  keep(id: string, sequence: number): void {
    if (!this.sequences.has(id)) this.makeRoom(id);
    this.sequences.set(id, sequence);
  }

  /** Id and sequence of each, as they came in. */
  get all(): [string, number][] {
    return [...this.sequences];
  }

  private makeRoom(id: string): void {
    const oldest = this.order[this.next];
    if (oldest !== undefined) this.sequences.delete(oldest);
    this.order[this.next] = id;
    this.next = (this.next + 1) % this.limit;
  }
}
