import { Backoff, pause } from '@latchkey/kafka';
import { OutboxRows } from './outbox-rows.js';
import type { Waiting } from './outbox-rows.js';
import { RelayLock } from './relay-lock.js';
import type { RelayOptions, RelayStats } from './relay-options.js';
import { RelaySession } from './relay-session.js';
import { RelayTerm } from './relay-term.js';

const tryLockEachMs = 250;
const finishWithinMs = 10_000;

/**
 * Carries a schema's outbox to Kafka, at least once and in order per key. Of all relays of a schema one leads: the database gives
 * it the lock, and its transactional producer, opened after the lock and before any row is read, shuts out an earlier leader.
 */
export class Relay {
  private readonly stopping = new AbortController();
  private readonly backoff = new Backoff(100, 5000);
  private session: RelaySession | undefined;
  private running: Promise<void> | undefined;
  private waiting: Waiting = { depth: 0, oldestAgeMs: 0 };
  private leading = false;

  constructor(private readonly options: RelayOptions) {}

  /** Returns at once; leads as soon as it can. */
  async start(): Promise<void> {
    this.running ??= this.run();
  }

  /** Finishes the batch under way, for ten seconds at most, then gives the lock back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.session?.bell.ring();
    const finished = new AbortController();
    const done = Promise.resolve(this.running).finally(() => finished.abort());
    await Promise.race([done, pause(finishWithinMs, finished.signal)]);
    await this.session?.close();
    await done;
  }

  /** As of the last second. */
  stats(): RelayStats {
    return { ...this.waiting, leading: this.leading };
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.serve();
      } catch (error) {
        this.options.log.warn(`The relay of ${this.options.schema} starts over: ${describe(error)}`);
        await pause(this.backoff.nextMs(), this.stopping.signal);
      }
    }
  }

  private async serve(): Promise<void> {
    const session = await RelaySession.open(this.options.databaseUrl, this.options.schema);
    this.session = session;
    try {
      if (await this.acquire(session)) await this.lead(session);
    } finally {
      this.leading = false;
      this.session = undefined;
      await session.close();
    }
  }

  private async acquire(session: RelaySession): Promise<boolean> {
    const { schema, log } = this.options;
    const lock = new RelayLock(session, schema);
    const rows = new OutboxRows(session, schema);
    const either = AbortSignal.any([this.stopping.signal, session.lost]);
    while (!this.stopping.signal.aborted) {
      if (await lock.tryAcquire()) return true;
      if (await lock.evictFrozen()) log.warn(`A relay of ${schema} showed no life and its session was ended.`);
      this.waiting = await rows.waiting();
      await pause(tryLockEachMs, either);
    }
    return false;
  }

  private async lead(session: RelaySession): Promise<void> {
    this.leading = true;
    this.options.log.log(`This process relays the outbox of ${this.options.schema}.`);
    const term = new RelayTerm(this.options, session, this.stopping.signal, (waiting) => {
      this.waiting = waiting;
      this.backoff.reset();
    });
    await term.serve();
  }
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause ? ` (${String(error.cause)})` : '';
  return `${String(error)}${cause}`;
}
