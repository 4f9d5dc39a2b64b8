import { Bell, pause } from '@latchkey/kafka';
import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import { SessionLostError } from './outbox.errors.js';
import { outboxChannel } from './outbox-names.js';

const answerWithinMs = 10_000;
const signOfLifeMs = 1000;

/** Postgres then notices a dead host within seconds, ends the session and so frees the lock. */
const noticeDeadHosts = `set tcp_keepalives_idle = 2; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 3; set tcp_user_timeout = 5000`;

/**
 * The one database session of a relay. It holds the lock, and rows are read and deleted over it alone: who has lost the lock can
 * do neither. Any failed query ends it.
 */
export class RelaySession {
  readonly bell = new Bell();
  private readonly ended = new AbortController();

  private constructor(private readonly client: Client) {
    client.on('notification', () => this.bell.ring());
    client.on('error', (error) => this.lose(error));
    client.on('end', () => this.lose());
  }

  static async open(databaseUrl: string, schema: string): Promise<RelaySession> {
    const client = new Client({
      connectionString: databaseUrl,
      application_name: `latchkey relay ${schema}`,
      keepAlive: true,
      keepAliveInitialDelayMillis: 1000,
      connectionTimeoutMillis: answerWithinMs,
      query_timeout: answerWithinMs,
    });
    const session = new RelaySession(client);
    try {
      await client.connect();
      await client.query(`${noticeDeadHosts}; listen "${outboxChannel(schema)}"`);
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** Aborts when the session is over. */
  get lost(): AbortSignal {
    return this.ended.signal;
  }

  /** One at a time: nothing else may run meanwhile. */
  async query<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    if (this.lost.aborted) throw this.lost.reason;
    try {
      return (await this.client.query<Row>(sql, [...values])).rows;
    } catch (error) {
      this.lose(error);
      throw this.lost.reason;
    }
  }

  /**
   * Awaits what happens elsewhere, calling `signOfLife` each second: to the standbys a session that asks nothing is a frozen one.
   * Rejects as soon as the session is lost.
   */
  async during<T>(task: Promise<T>, signOfLife: () => Promise<void>): Promise<T> {
    // Not AbortSignal.any: a signal as long-lived as the session's would remember every call made during it.
    const over = new AbortController();
    const end = (): void => over.abort();
    const outcome = task.then((value) => ({ value })).finally(end);
    // Once the session is lost nobody awaits it any more.
    outcome.catch(() => undefined);
    this.lost.addEventListener('abort', end, { once: true });
    try {
      while (!this.lost.aborted) {
        const result = await Promise.race([outcome, pause(signOfLifeMs, over.signal)]);
        if (result) return result.value;
        if (!over.signal.aborted) await signOfLife();
      }
      throw this.lost.reason;
    } finally {
      this.lost.removeEventListener('abort', end);
    }
  }

  /** Ends the session, and with it the lock. Waits no longer than a second for a server that does not answer. */
  async close(): Promise<void> {
    const gone = this.client.end().catch((error: unknown) => this.lose(error));
    await Promise.race([gone, pause(1000, this.lost)]);
    this.lose();
  }

  private lose(cause?: unknown): void {
    this.ended.abort(new SessionLostError(cause === undefined ? undefined : { cause }));
    this.bell.ring();
  }
}
