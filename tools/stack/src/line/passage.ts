import type { Socket } from 'node:net';

/** What is on its way before the sender is made to wait. */
const windowBytes = 1024 * 1024;

/** How a line is just now. */
export interface Weather {
  readonly silent: boolean;
  readonly delayMs: number;
}

interface Parcel {
  /** Absent: the sender’s end. */
  readonly bytes?: Buffer;
  readonly dueAt: number;
}

/** One direction of one connection: what one socket says, the other is told in that order, as the weather has it. */
export class Passage {
  private readonly underway: Parcel[] = [];
  private bytes = 0;
  private dead = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly weather: () => Weather,
  ) {
    from.on('data', (bytes) => this.take(bytes));
    from.on('error', () => undefined);
    from.on('close', () => this.take());
    to.on('drain', () => this.deliver());
    to.on('close', () => clearTimeout(this.timer));
  }

  /** Nothing more arrives, not even the sender’s end. */
  die(): void {
    this.dead = true;
    this.from.pause();
    clearTimeout(this.timer);
  }

  /** Hands over whatever is due. */
  deliver(): void {
    clearTimeout(this.timer);
    const { silent } = this.weather();
    while (!this.dead && !silent && !this.to.destroyed && !this.to.writableNeedDrain) {
      const [next] = this.underway;
      if (!next) break;
      const early = next.dueAt - performance.now();
      if (early > 0) {
        this.timer = setTimeout(() => this.deliver(), Math.ceil(early));
        break;
      }
      this.underway.shift();
      this.hand(next);
    }
    if (!this.dead && this.bytes < windowBytes) this.from.resume();
  }

  private take(bytes?: Buffer): void {
    this.underway.push({ dueAt: performance.now() + this.weather().delayMs, ...(bytes && { bytes }) });
    this.bytes += bytes?.length ?? 0;
    if (this.bytes >= windowBytes) this.from.pause();
    this.deliver();
  }

  private hand({ bytes }: Parcel): void {
    if (!bytes) return void this.to.destroySoon();
    this.bytes -= bytes.length;
    this.to.write(bytes);
  }
}
