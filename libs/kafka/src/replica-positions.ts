import type { Watermarks } from './kafka-client.js';

/** How far each partition was read, and whether all have reached the end that they are known to have had. */
export class ReplicaPositions {
  private readonly next = new Map<number, bigint>();
  private readonly goals = new Map<number, bigint>();
  private announced = false;

  get known(): boolean {
    return this.next.size > 0;
  }

  /** The offset to read next, by partition. */
  get all(): ReadonlyMap<number, bigint> {
    return this.next;
  }

  /** From these offsets, or else from the first record that each partition still holds. */
  begin(watermarks: readonly Watermarks[], from: ReadonlyMap<number, bigint> = new Map()): void {
    this.next.clear();
    this.goals.clear();
    this.announced = false;
    for (const { partition, low, high } of watermarks) {
      this.next.set(partition, from.get(partition) ?? low);
      this.goals.set(partition, high);
    }
  }

  /** The partition reaches at least this far. */
  raiseGoal(partition: number, end: bigint): void {
    const goal = this.goals.get(partition);
    if (goal !== undefined && end > goal) this.goals.set(partition, end);
  }

  isAt(partition: number, offset: bigint): boolean {
    return this.next.get(partition) === offset;
  }

  advance(partition: number, next: bigint): void {
    const at = this.next.get(partition);
    if (at !== undefined && next > at) this.next.set(partition, next);
  }

  /** Whether every partition has reached its goal and nobody has been told so; empty partitions have at once. */
  get newlyCaughtUp(): boolean {
    return !this.announced && [...this.goals].every(([partition, goal]) => (this.next.get(partition) ?? 0n) >= goal);
  }

  /** Whether that was told since all began. */
  get caughtUp(): boolean {
    return this.announced;
  }

  toldCaughtUp(): void {
    this.announced = true;
  }
}
