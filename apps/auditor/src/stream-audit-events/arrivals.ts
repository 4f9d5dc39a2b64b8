import { BackgroundLoop } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Horizons } from '../audit-events/horizon.js';
import { AuditorMetrics } from '../auditor.metrics.js';

const maxWaiting = 1000;

/** What was ingested by then is settled once the horizon reaches `next`. */
interface Ingested {
  readonly next: bigint;
  readonly seenAt: number;
}

/** Tells who waits that more of the log is settled: at once where this instance ingested it, else within half a second. */
@Injectable()
export class Arrivals extends BackgroundLoop {
  private readonly waiters = new Set<() => void>();
  private readonly unsettled: Ingested[] = [];
  private size: string | undefined;
  private horizon: string | undefined;
  /** Grows with each telling: read it before looking, and pass it to `next`, so that nothing is missed between. */
  version = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly horizons: Horizons,
    private readonly metrics: AuditorMetrics,
  ) {
    super({ everyMs: 500, failure: 'what is new in the log is not known' });
  }

  /** Resolves once there may be more than at `version`, after `ms`, or as soon as `signal` aborts. */
  next(version: number, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (version !== this.version || signal.aborted) return resolve();
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        this.waiters.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal.addEventListener('abort', finish, { once: true });
      this.waiters.add(finish);
    });
  }

  protected async round(): Promise<boolean> {
    const now = Date.now();
    const [logs]: { size: string }[] = await this.dataSource.query('select coalesce(sum(size), 0) as size from auditor.logs');
    const { txn, next } = await this.horizons.now();
    if (logs && logs.size !== this.size) this.note({ next: BigInt(next), seenAt: now });
    this.size = logs?.size;
    const moved = this.horizon !== txn;
    this.horizon = txn;
    if (moved && this.unsettled.length > 0) this.tell();
    while (this.unsettled[0] && this.unsettled[0].next <= BigInt(txn)) this.unsettled.shift();
    this.metrics.unsettled.set(this.unsettled[0] ? (now - this.unsettled[0].seenAt) / 1000 : 0);
    return false;
  }

  /** As long as something holds the horizon back, all that comes is one to wait for. */
  private note(ingested: Ingested): void {
    if (this.unsettled.length < maxWaiting) this.unsettled.push(ingested);
    else this.unsettled[maxWaiting - 1] = ingested;
  }

  private tell(): void {
    this.version += 1;
    for (const finish of [...this.waiters]) finish();
  }
}
