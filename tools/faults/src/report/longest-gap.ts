/** The longest time without what is to happen all the time. */
export class LongestGap {
  private last = 0;
  private longest = 0;

  begin(now: number): void {
    this.last = now;
    this.longest = 0;
  }

  happened(now: number): void {
    this.longest = this.at(now);
    this.last = Math.max(this.last, now);
  }

  /** As of now: also what has not ended. */
  at(now: number): number {
    return Math.max(this.longest, now - this.last);
  }
}
