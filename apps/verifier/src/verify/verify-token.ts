import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { JudgeToken } from './judge-token.js';
import type { KnownToken } from './known-token.js';
import type { VerifyAnswer, VerifyRequest } from './verify.schema.js';

/** Says from memory whether a token is good for an action. */
@Injectable()
export class VerifyToken {
  constructor(private readonly judgeToken: JudgeToken) {}

  async execute(caller: Caller, request: VerifyRequest, patience?: AbortSignal): Promise<VerifyAnswer> {
    const { judgement, token, stalenessMs, stale } = await this.judgeToken.execute(caller, request, patience);
    return { ...judgement, ...(token && shown(token)), staleness_ms: stalenessMs, ...(stale ? { stale } : {}) };
  }
}

function shown({ id, customerId, serviceAccountId, grant, sequence }: KnownToken): Partial<VerifyAnswer> {
  return { id, customer_id: customerId, service_account_id: serviceAccountId, permissions: grant.permissions, expires_at: grant.expires_at, sequence };
}
