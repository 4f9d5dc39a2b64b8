import { Logger } from '@nestjs/common';
import { IssuerError } from '../issuer.errors.js';
import type { IssuerErrorCode } from '../issuer.errors.js';

export interface RemoteKeysOptions {
  /** After that the keys are read anew, so that one that was withdrawn ends. */
  readonly freshMs: number;
  /** So often at most the keys are read anew for unknown ones: whoever makes keys up costs their host no more. */
  readonly cooldownMs: number;
  /** So long the host is left alone after it failed. */
  readonly retryMs: number;
  /** So long known keys go on working while the host is away. */
  readonly keepMs: number;
  readonly unavailable: IssuerErrorCode;
}

/** Public keys that stand elsewhere: read when first needed, then when old or when one is asked for that is not known. `now` is in epoch milliseconds. */
export class RemoteKeys<T> {
  private readonly log = new Logger(RemoteKeys.name);
  private held: T | undefined;
  private readAt = -Infinity;
  private failure: { readonly error: unknown; readonly at: number } | undefined;
  private reading: Promise<void> | undefined;

  /** `read` answers `undefined` where the keys are those that it read last. */
  constructor(
    private readonly read: () => Promise<T | undefined>,
    private readonly options: RemoteKeysOptions,
    private readonly now: () => number = Date.now,
  ) {}

  /** What `choose` finds among the keys. Throws `unavailable` where only the host could tell. */
  async find<K>(choose: (keys: T) => K | undefined | Promise<K | undefined>): Promise<K | undefined> {
    await this.refresh(this.options.freshMs);
    const known = await this.choose(choose);
    if (known !== undefined) return known;
    await this.refresh(this.options.cooldownMs);
    const found = await this.choose(choose);
    if (found === undefined && this.failure) throw this.unavailable(this.failure);
    return found;
  }

  private async choose<K>(choose: (keys: T) => K): Promise<K | undefined> {
    return this.held !== undefined && this.age() < this.options.keepMs ? choose(this.held) : undefined;
  }

  /** Once for all who ask at the same time, and not right after it failed. */
  private async refresh(maxAgeMs: number): Promise<void> {
    if (this.age() < maxAgeMs) return;
    if (!this.reading && this.failure && this.now() - this.failure.at < this.options.retryMs) return;
    this.reading ??= this.attempt().finally(() => (this.reading = undefined));
    await this.reading;
  }

  private async attempt(): Promise<void> {
    try {
      this.held = (await this.read()) ?? this.held;
      [this.readAt, this.failure] = [this.now(), undefined];
    } catch (error) {
      this.failure = { error, at: this.now() };
      this.log.warn({ msg: 'remote keys cannot be read', code: this.options.unavailable, err: error });
    }
  }

  private age(): number {
    return this.now() - this.readAt;
  }

  private unavailable({ error, at }: { error: unknown; at: number }): IssuerError {
    const waitMs = Math.max(at + this.options.retryMs - this.now(), 1_000);
    return new IssuerError(this.options.unavailable, { cause: error, headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } });
  }
}
