import { say } from './terminal.js';

const width = 30;
const lineEveryMs = 5_000;

/** A bar of fixed width; full only at the end, however rough the expectation was. */
export function bar(done: number, expected: number): string {
  const filled = Math.min(width - 1, Math.floor((done / expected) * width));
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`;
}

/** A bar that stays in its line where a person looks on, else now and then a line. */
export class Progress {
  private saidAt = performance.now();

  constructor(
    private readonly title: string,
    private readonly expected: number,
    private readonly out: NodeJS.WriteStream = process.stdout,
  ) {
    if (!out.isTTY) say(`${title} …`);
  }

  show(done: number, detail: string): void {
    if (this.out.isTTY) this.out.write(`\r\u001b[K${this.title} ${bar(done, this.expected)} ${detail}`);
    else if (performance.now() - this.saidAt > lineEveryMs) {
      this.saidAt = performance.now();
      say(`${this.title}: ${detail}`);
    }
  }

  end(detail: string): void {
    if (this.out.isTTY) this.out.write(`\r\u001b[K${this.title} [${'#'.repeat(width)}] ${detail}\n`);
    else say(`${this.title}: ${detail}`);
  }
}
