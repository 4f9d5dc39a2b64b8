/** Of credentials that were good within the last five to ten minutes, at most as many as two generations hold: a generation that is old or full becomes the last but one. */
export class RecentDigests {
  private young = new Set<string>();
  private old = new Set<string>();
  private since = 0;

  constructor(
    private readonly generationMs = 5 * 60_000,
    private readonly generationSize = 50_000,
  ) {}

  add(digest: string, now: number): void {
    this.age(now);
    if (this.young.size >= this.generationSize) this.turn(now);
    this.young.add(digest);
  }

  has(digest: string, now: number): boolean {
    this.age(now);
    return this.young.has(digest) || this.old.has(digest);
  }

  delete(digest: string): void {
    this.young.delete(digest);
    this.old.delete(digest);
  }

  private age(now: number): void {
    const passed = now - this.since;
    if (passed >= 2 * this.generationMs) this.young = new Set();
    if (passed >= this.generationMs) this.turn(now);
  }

  private turn(now: number): void {
    this.old = this.young;
    this.young = new Set();
    this.since = now;
  }
}
