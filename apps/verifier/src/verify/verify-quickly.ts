import { type Grant, refusalOf } from '@latchkey/access';
import { grantOf, Keyring, type KeyringEntry } from '@latchkey/keyring';
import { type QuickWay, setCaller, type TokenCaller } from '@latchkey/runtime';
import { digestToken, isToken } from '@latchkey/tokens';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { JudgeToken } from './judge-token.js';
import { quickRequest } from './quick-request.js';
import { verifyAnswerOf } from './verify-token.js';

export const neededPermission = 'token:introspect';
const usualCredentials = /^Bearer (lka_[0-9A-Za-z]{46})$/;

/** Answers `POST /verify` where a caller that may ask asks in the usual form. */
@Injectable()
export class VerifyQuickly implements QuickWay {
  constructor(
    private readonly keyring: Keyring,
    private readonly judgeToken: JudgeToken,
  ) {}

  answer(request: FastifyRequest, reply: FastifyReply, passes: (digest: string) => boolean): boolean {
    const asked = quickRequest(request.body);
    const asker = asked && this.askerOf(request, passes);
    if (!asked || !asker) return false;
    setCaller(request, new Asker(asker));
    const answer = verifyAnswerOf(this.judgeToken.atOnce(asker, asked));
    reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(answer));
    return true;
  }

  /** Whoever the caller guard would let in: only one that may come from any network, so that where it comes from need not be found out. */
  private askerOf({ headers }: FastifyRequest, passes: (digest: string) => boolean): KeyringEntry | undefined {
    const secret = this.keyring.ready && headers['fastly-key'] === undefined ? usualCredentials.exec(headers.authorization ?? '')?.[1] : undefined;
    if (secret === undefined || !isToken(secret)) return undefined;
    const digest = digestToken(secret);
    const entry = passes(digest) ? this.keyring.find(digest) : undefined;
    return entry && mayAsk(entry) ? entry : undefined;
  }
}

/** Its grant is written out only for who asks. */
class Asker implements TokenCaller {
  readonly kind = 'token';

  constructor(private readonly entry: KeyringEntry) {}

  get tokenId(): string {
    return this.entry.id;
  }

  get customerId(): string {
    return this.entry.customerId;
  }

  get serviceAccountId(): string {
    return this.entry.serviceAccountId;
  }

  get platform(): boolean {
    return this.entry.platform;
  }

  get name(): string {
    return this.entry.name ?? this.entry.id;
  }

  get grant(): Grant {
    return grantOf(this.entry);
  }
}

function mayAsk({ unreadable, status, grant }: KeyringEntry): boolean {
  return !unreadable && grant.networks === null && refusalOf(grant, status, { at: new Date() }) === undefined && grant.holds(neededPermission);
}
