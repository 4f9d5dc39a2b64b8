import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { reasonOf } from '../doctor/reason-of.js';
import type { Waited } from './outcome.js';
import { askAs } from './probed-service.js';

const verdict = z.object({ active: z.boolean() });
const askEveryMs = 10;
const answerWithinMs = 2_000;

export interface Patience {
  readonly giveUpMs: number;
  readonly signal: AbortSignal;
}

/** One instance of the verifier. */
export class ProbedVerifier {
  constructor(
    readonly url: string,
    private readonly callerToken: string,
  ) {}

  get name(): string {
    return new URL(this.url).host;
  }

  /** Asks about a token, again and again, until it is said to be active, or not to be. */
  async until(active: boolean, secret: string, { giveUpMs, signal }: Patience): Promise<Waited> {
    const begun = performance.now();
    const elapsed = (): number => performance.now() - begun;
    let last: Waited = { last: 'none', reason: 'was not asked' };
    while (elapsed() < giveUpMs && !signal.aborted) {
      const answer = await this.isActive(secret, giveUpMs).catch(reasonOf);
      if (answer === active) return { seconds: elapsed() / 1_000 };
      last = typeof answer === 'string' ? { last: 'none', reason: answer } : { last: 'another' };
      await pause(askEveryMs);
    }
    return last;
  }

  private async isActive(token: string, giveUpMs: number): Promise<boolean> {
    const withinMs = Math.min(answerWithinMs, giveUpMs);
    return verdict.parse(await askAs(this.callerToken, this.url, { method: 'POST', path: '/verify', body: { token }, status: 200, withinMs })).active;
  }
}
