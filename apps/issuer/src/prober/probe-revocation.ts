import { Inject, Injectable, Logger } from '@nestjs/common';
import { instancesAt } from './instances.js';
import { outcomeOf, type Waited } from './outcome.js';
import { ProbedIssuer, type ProbeToken } from './probed-issuer.js';
import { ProbedVerifier } from './probed-verifier.js';
import { PROBER_SETTINGS, type ProberSettings } from './prober-settings.js';
import { ProberMetrics, type Step } from './prober.metrics.js';

interface Followed {
  readonly verifier: ProbedVerifier;
  readonly waited: Waited;
}

/** Follows one revocation end to end: a token is issued, allowed by every verifier, revoked, and asked about until every verifier refuses it. */
@Injectable()
export class ProbeRevocation {
  private readonly log = new Logger(ProbeRevocation.name);

  constructor(
    @Inject(PROBER_SETTINGS) private readonly settings: ProberSettings,
    private readonly issuer: ProbedIssuer,
    private readonly metrics: ProberMetrics,
  ) {}

  /** Throws what had it end early. Once told to stop, it revokes what it has issued and counts nothing more. */
  async execute(signal: AbortSignal): Promise<void> {
    const { token: callerToken, verifierUrls } = this.settings;
    const urls = await this.step('find', instancesAt(verifierUrls));
    const verifiers = urls.map((url) => new ProbedVerifier(url, callerToken));
    this.metrics.keepOnly(verifiers.map(({ name }) => name));
    const token = await this.step('issue', this.issuer.issue());
    const allowing = await this.allowing(verifiers, token, signal);
    await this.step('revoke', this.issuer.revoke(token));
    const followed = await this.follow(allowing, false, token, signal);
    if (!signal.aborted) this.tell(followed);
  }

  /** Those that say, in time, that the token is active. */
  private async allowing(verifiers: readonly ProbedVerifier[], token: ProbeToken, signal: AbortSignal): Promise<ProbedVerifier[]> {
    const followed = await this.follow(verifiers, true, token, signal);
    for (const { verifier, waited } of followed) if ('last' in waited && !signal.aborted) this.fail('allow', verifier, waited);
    return followed.filter(({ waited }) => 'seconds' in waited).map(({ verifier }) => verifier);
  }

  private follow(verifiers: readonly ProbedVerifier[], active: boolean, { secret }: ProbeToken, signal: AbortSignal): Promise<Followed[]> {
    const patience = { giveUpMs: this.settings.giveUpMs, signal };
    return Promise.all(verifiers.map(async (verifier) => ({ verifier, waited: await verifier.until(active, secret, patience) })));
  }

  private tell(followed: readonly Followed[]): void {
    for (const { verifier, waited } of followed) {
      if ('seconds' in waited) this.metrics.observeSeen(verifier.name, waited.seconds);
      else if (waited.last === 'none') this.fail('refuse', verifier, waited);
      else this.log.error({ msg: 'a verifier allows a token that is revoked', verifier: verifier.name, after_seconds: this.settings.giveUpMs / 1_000 });
    }
    const outcome = outcomeOf(followed.map(({ waited }) => waited), this.settings.objectiveSeconds);
    if (outcome) this.metrics.countRound(outcome);
    if (outcome === 'late') this.log.warn({ msg: 'a revocation was seen late', verifiers: followed.map(({ verifier, waited }) => ({ verifier: verifier.name, ...waited })) });
  }

  private async step<T>(step: Step, work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      this.metrics.countFailure(step);
      throw error;
    });
  }

  private fail(step: Step, verifier: ProbedVerifier, waited: Waited): void {
    this.metrics.countFailure(step);
    this.log.warn({ msg: 'a verifier did not answer as it was to', step, verifier: verifier.name, ...waited });
  }
}
