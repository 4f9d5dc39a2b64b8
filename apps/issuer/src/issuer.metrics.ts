import { Metrics } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { Ended } from './revoke-token/end-tokens.js';

@Injectable()
export class IssuerMetrics {
  readonly issued: Counter;
  private readonly revoked: Counter<'reason'>;
  private readonly leaks: Counter<'outcome'>;

  constructor(metrics: Metrics) {
    const registers = [metrics];
    this.issued = new Counter({ name: 'latchkey_tokens_issued_total', help: 'Tokens issued by this process.', registers });
    this.revoked = new Counter({
      name: 'latchkey_tokens_revoked_total',
      help: 'Tokens revoked by this process, as named in the request or with an ancestor.',
      labelNames: ['reason'],
      registers,
    });
    this.leaks = new Counter({
      name: 'latchkey_leaks_reported_total',
      help: 'Matches in leak reports, by what came of them: revoked, already_revoked, unknown.',
      labelNames: ['outcome'],
      registers,
    });
  }

  countRevoked(ended: readonly Ended[]): void {
    for (const { reason } of ended) this.revoked.inc({ reason });
  }

  /** `tokenId` of a token that is known, `leaked` those that the report ended. */
  countLeak(tokenId: string | undefined, leaked: ReadonlySet<string>): void {
    const known = tokenId !== undefined && leaked.has(tokenId) ? 'revoked' : 'already_revoked';
    this.leaks.inc({ outcome: tokenId === undefined ? 'unknown' : known });
  }
}
