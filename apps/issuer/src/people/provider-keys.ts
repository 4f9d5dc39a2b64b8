import { Logger } from '@nestjs/common';
import { createLocalJWKSet, errors } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { IssuerError } from '../issuer.errors.js';

/** After that the keys are read anew, so that one that was withdrawn ends. */
export const freshMs = 10 * 60_000;
/** At most one attempt in that time, whatever keys are named: an unverified JWT costs a provider no more. */
export const cooldownMs = 5_000;
/** So long known keys go on working while the provider is away. */
export const keepMs = 24 * 60 * 60_000;

interface Held {
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly readAt: number;
}

/** The keys of one provider: read when first needed, then when old or when a JWT names one that is not known. `now` is in epoch milliseconds. */
export class ProviderKeys {
  private readonly log = new Logger(ProviderKeys.name);
  private held: Held | undefined;
  private triedAt = -Infinity;
  private failure: unknown;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly read: () => Promise<JSONWebKeySet>,
    private readonly now: () => number = Date.now,
  ) {}

  /** For `jwtVerify`. Throws `identity_provider_unavailable` where only the provider could tell. */
  readonly find: JWTVerifyGetKey = async (header, jws) => {
    await this.refresh(freshMs);
    try {
      return await this.known(header, jws);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await this.refresh(cooldownMs);
    if (this.failure !== undefined) throw this.unavailable();
    return this.known(header, jws);
  };

  private readonly known: JWTVerifyGetKey = (header, jws) => {
    if (!this.held || this.age() >= keepMs) throw this.unavailable();
    return this.held.find(header, jws);
  };

  /** Once for all who ask at the same time. */
  private async refresh(maxAgeMs: number): Promise<void> {
    if (this.age() < maxAgeMs) return;
    if (!this.reading && this.now() - this.triedAt >= cooldownMs) {
      this.reading = this.attempt().finally(() => {
        this.reading = undefined;
      });
    }
    await this.reading;
  }

  private async attempt(): Promise<void> {
    this.triedAt = this.now();
    try {
      this.held = { find: createLocalJWKSet(await this.read()), readAt: this.triedAt };
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
      this.log.warn({ err: error }, 'the keys of an identity provider cannot be read');
    }
  }

  private age(): number {
    return this.now() - (this.held?.readAt ?? -Infinity);
  }

  private unavailable(): IssuerError {
    const waitMs = Math.max(this.triedAt + cooldownMs - this.now(), 1_000);
    return new IssuerError('identity_provider_unavailable', { cause: this.failure, headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) } });
  }
}
