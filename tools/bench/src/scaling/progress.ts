import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Backlog } from './backlog.js';
import { type Look, longestStandstill } from './looks.js';

const lookEveryMs = 20;

/** Looks all the time how much of a backlog is left. */
export class Progress {
  private readonly looks: Look[] = [];
  private ended = false;
  private failure: unknown;
  private readonly watching: Promise<void>;

  private constructor(
    private readonly database: Client,
    private readonly backlog: Backlog,
  ) {
    const fail = (error: unknown): void => void (this.failure ??= error);
    database.on('error', fail);
    this.watching = this.watch().catch(fail);
  }

  static async watch(databaseUrl: string, backlog: Backlog): Promise<Progress> {
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    return new Progress(database, backlog);
  }

  /** How things stood once no more than so many were left. */
  async until(left: number): Promise<Look> {
    while (this.latest.left > left) await pause(lookEveryMs);
    return this.looks.find((look) => look.left <= left) ?? this.latest;
  }

  /** When less was left than before. */
  get latest(): Look {
    if (this.failure !== undefined) throw this.failure;
    return this.looks.at(-1) ?? { at: performance.now(), left: this.backlog.size };
  }

  longestStandstill(from: number, to: number): number {
    return longestStandstill(this.looks, from, to);
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.watching;
    await this.database.end();
  }

  private async watch(): Promise<void> {
    for (; !this.ended; await pause(lookEveryMs)) {
      const left = await this.backlog.left(this.database);
      if (left < this.latest.left) this.looks.push({ at: performance.now(), left });
    }
  }
}
