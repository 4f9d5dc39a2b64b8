import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { JudgeToken, type Verdict } from './judge-token.js';
import type { VerifyAnswer, VerifyRequest } from './verify.schema.js';

/** Says from memory whether a token is good for an action. */
@Injectable()
export class VerifyToken {
  constructor(private readonly judgeToken: JudgeToken) {}

  async execute(caller: Caller, request: VerifyRequest, patience?: AbortSignal): Promise<VerifyAnswer> {
    return verifyAnswerOf(await this.judgeToken.execute(caller, request, patience));
  }
}

export function verifyAnswerOf({ judgement: { active, reason, allowed }, token, stalenessMs, stale }: Verdict): VerifyAnswer {
  const answer: VerifyAnswer = { active, staleness_ms: stalenessMs };
  if (reason !== undefined) answer.reason = reason;
  if (allowed !== undefined) answer.allowed = allowed;
  if (token) {
    const { permissions, expires_at } = token.grant;
    answer.id = token.id;
    answer.customer_id = token.customerId;
    answer.service_account_id = token.serviceAccountId;
    answer.permissions = permissions;
    answer.expires_at = expires_at;
    answer.sequence = token.sequence;
  }
  if (stale) answer.stale = stale;
  return answer;
}
