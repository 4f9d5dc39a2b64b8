import type { DiagLogger } from '@opentelemetry/api';
import type { Logger as Pino } from 'pino';

const eachMs = 60_000;
const longest = 200;

/** What OpenTelemetry says of itself: in the log as one warning a minute, since a collector that is away is away for every batch. */
export class ExportWarnings implements DiagLogger {
  private nextAt = -Infinity;
  private kept = 0;

  constructor(
    private readonly log: Pick<Pino, 'warn'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  error(message: string): void {
    this.warn(message);
  }

  warn(message: string): void {
    if (this.now() < this.nextAt) {
      this.kept += 1;
      return;
    }
    this.nextAt = this.now() + eachMs;
    this.log.warn({ reason: reasonIn(message), not_shown: this.kept }, 'traces are not exported');
    this.kept = 0;
  }

  info(): void {}

  debug(): void {}

  verbose(): void {}
}

/** An error comes as JSON of all that it has, its stack and the collector's answer too. */
function reasonIn(message: string): string {
  const [, text] = /"message":"((?:[^"\\]|\\.)+)"/.exec(message) ?? [];
  return (text ?? message).slice(0, longest);
}
