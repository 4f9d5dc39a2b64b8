import { Keyring } from '@latchkey/keyring';
import { Readiness } from '@latchkey/runtime';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** Long after an issuer that is there has told how old everything is. */
const longestWaitMs = 30_000;

/**
 * A verifier is not ready while the age of what it knows is not known either, and has it refuse everything: so it is on a new system, until the issuer speaks. It is
 * ready all the same half a minute after it was seen to have caught up, so that an issuer that is away keeps no verifier from starting.
 */
@Injectable()
export class FirstHeartbeat implements OnModuleInit {
  private caughtUpAt: number | undefined;

  constructor(
    private readonly keyring: Keyring,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.add('heartbeat', () => ({ up: this.heardOf(Date.now()) }));
  }

  /** Whether there is nothing to wait for any more at `now`, in epoch milliseconds. */
  heardOf(now: number): boolean {
    const { keyring } = this;
    if (!keyring.ready) return false;
    if (keyring.stalenessMs(now) !== null || !keyring.refusesStale(now)) return true;
    this.caughtUpAt ??= now;
    return now - this.caughtUpAt >= longestWaitMs;
  }
}
