import { Outbox } from '@latchkey/outbox';
import { challenge } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { digestToken, isToken } from '@latchkey/tokens';
import { Injectable } from '@nestjs/common';
import { Any, DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { IssuerError } from '../issuer.errors.js';
import { IssuerMetrics } from '../issuer.metrics.js';
import { endTokens } from '../revoke-token/end-tokens.js';
import type { Ended } from '../revoke-token/end-tokens.js';
import { lockTokens } from '../tokens/lock-tokens.js';
import { reaches } from '../tokens/reach.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { byCaller, bySystem, leakedRecord } from '../tokens/token-events.js';
import type { By } from '../tokens/token-events.js';
import { TokenEntity } from '../tokens/token.entity.js';
import { matchesIn, sightingOf } from './leak-report.js';
import type { LeakMatch } from './leak-report.js';
import type { LeakVerdict } from './leak-verdict.js';
import { verdictOn } from './leak-verdict.js';
import { signatureHolds } from './report-signature.js';
import { ReporterKeys } from './reporter-keys.js';

export interface LeakReport {
  /** As they were sent. */
  readonly bytes: Buffer;
  readonly keyId: string | undefined;
  readonly signature: string | undefined;
  /** Whoever reports tokens of its own customer; needs no signature. */
  readonly caller: Caller | undefined;
}

interface Reported {
  readonly matches: readonly LeakMatch[];
  /** Ids of the known tokens among them, by digest. */
  readonly known: ReadonlyMap<string, string>;
  readonly by: By;
  readonly reporter: string;
}

interface Outcome {
  readonly ended: readonly Ended[];
  /** Ids of the tokens that the report ended. */
  readonly leaked: ReadonlySet<string>;
}

/** Ends tokens whose secret was found where it must not be, with all that they made. A report that is sent again finds them ended, and changes nothing. */
@Injectable()
export class ReportLeaks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly keys: ReporterKeys,
    private readonly metrics: IssuerMetrics,
  ) {}

  async execute(report: LeakReport, origin: Origin): Promise<LeakVerdict[]> {
    const { caller } = report;
    if (!caller) await this.checkSignature(report);
    const matches = matchesIn(report.bytes);
    const known = await this.findKnown(caller, matches);
    const by = caller ? byCaller(caller, origin) : { ...bySystem('issuer'), ip: origin.ip, user_agent: origin.userAgent, request_id: origin.requestId };
    const reported = { matches, known, by, reporter: caller ? 'api' : 'github' };
    const { ended, leaked } = await retryingTransaction(this.dataSource, (manager) => this.end(manager, reported));
    await this.outbox.wake();
    this.metrics.countRevoked(ended);
    for (const match of matches) this.metrics.countLeak(known.get(digestToken(match.token)), leaked);
    return matches.map((match) => verdictOn(match, known));
  }

  private async checkSignature({ bytes, keyId, signature }: LeakReport): Promise<void> {
    const key = await this.keys.find(keyId ?? '');
    if (!signature || !signatureHolds(key, bytes, signature)) throw new IssuerError('bad_signature', { headers: challenge({}) });
  }

  /** Invariant 9: for a caller, tokens of others are as little known as those that never were. */
  private async findKnown(caller: Caller | undefined, matches: readonly LeakMatch[]): Promise<Map<string, string>> {
    const digests = new Set(matches.filter(({ token }) => isToken(token)).map(({ token }) => digestToken(token)));
    if (digests.size === 0) return new Map();
    const tokens = await this.dataSource.manager.findBy(TokenEntity, { digest: Any([...digests]) });
    return new Map(tokens.filter(({ customerId }) => !caller || reaches(caller, customerId)).map(({ digest, id }) => [digest, id]));
  }

  private async end(manager: EntityManager, { matches, known, by, reporter }: Reported): Promise<Outcome> {
    const roots = (await lockTokens(manager, [...known.values()])).filter(({ status }) => status !== 'revoked');
    const ended = await endTokens(manager, this.outbox, { roots, descendants: true, reason: 'leaked', by, now: new Date() });
    const live = new Map(roots.map((token) => [token.digest, token]));
    const sightings = matches.flatMap((match) => {
      const token = live.get(digestToken(match.token));
      return token ? leakedRecord(token, by, { ...sightingOf(match), reporter }) : [];
    });
    await this.outbox.append(manager, sightings);
    return { ended, leaked: new Set(roots.map(({ id }) => id)) };
  }
}
