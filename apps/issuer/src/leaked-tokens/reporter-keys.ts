import type { KeyObject } from 'node:crypto';
import { challenge } from '@latchkey/runtime';
import { Logger } from '@nestjs/common';
import { IssuerError } from '../issuer.errors.js';
import { readerOf } from './read-reporter-keys.js';
import type { ReporterKeySet } from './read-reporter-keys.js';

const minuteMs = 60_000;
/** After that they are read anew, so that one that was withdrawn ends. */
export const freshMs = 60 * minuteMs;
/** So often at most for reports that name unknown keys: they cost the reporter's host no more, and us none of its rate limit. */
export const cooldownMs = 5 * minuteMs;
export const retryMs = minuteMs / 2;
/** So long known keys go on counting while the host is away. */
export const keepMs = 24 * 60 * minuteMs;

/** The public keys of whoever reports leaks, read when first needed. `now` is in epoch milliseconds. */
export class ReporterKeys {
  private readonly log = new Logger(ReporterKeys.name);
  private held: ReporterKeySet | undefined;
  private readAt = -Infinity;
  private triedAt = -Infinity;
  private failure: unknown;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly read: (() => Promise<ReporterKeySet | undefined>) | undefined,
    private readonly now: () => number = Date.now,
  ) {}

  /** With no URL, no report is taken. */
  static at(url: string | undefined): ReporterKeys {
    return new ReporterKeys(url === undefined ? undefined : readerOf(url));
  }

  /** Throws `unknown_key`; `leak_keys_unavailable` where only the host could tell; `leak_reports_off`. */
  async find(id: string): Promise<KeyObject> {
    if (!this.read) throw new IssuerError('leak_reports_off');
    if (this.now() - this.readAt >= freshMs) await this.refresh();
    if (!this.known(id) && this.now() - this.readAt >= cooldownMs) await this.refresh();
    const key = this.known(id);
    if (key) return key;
    if (this.failure !== undefined) throw new IssuerError('leak_keys_unavailable', { cause: this.failure, headers: { 'retry-after': String(retryMs / 1000) } });
    throw new IssuerError('unknown_key', { headers: challenge({}) });
  }

  private known(id: string): KeyObject | undefined {
    return this.now() - this.readAt < keepMs ? this.held?.get(id) : undefined;
  }

  /** Once for all who ask at the same time, and not again right after it failed. */
  private async refresh(): Promise<void> {
    if (!this.reading && this.failure !== undefined && this.now() - this.triedAt < retryMs) return;
    this.reading ??= this.attempt().finally(() => (this.reading = undefined));
    await this.reading;
  }

  private async attempt(): Promise<void> {
    this.triedAt = this.now();
    try {
      this.held = (await this.read?.()) ?? this.held;
      this.readAt = this.triedAt;
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
      this.log.warn({ msg: 'the keys of the leak reporter cannot be read', err: error });
    }
  }
}
