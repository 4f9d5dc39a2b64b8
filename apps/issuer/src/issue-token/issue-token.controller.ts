import { Answers, body, CurrentCaller, CurrentOrigin, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Idempotent } from '../idempotency/idempotency-key.js';
import type { IdempotentRequest } from '../idempotency/idempotency-key.js';
import { issuerErrors } from '../issuer.errors.js';
import { answerIssued, issuedHeaders } from '../tokens/answer-issued.js';
import { issuedView } from '../tokens/issued-view.js';
import type { IssuedView } from '../tokens/issued-view.js';
import { issuedExample } from '../tokens/token-example.js';
import { issueTokenRequest } from './issue-token.request.js';
import type { IssueTokenRequest } from './issue-token.request.js';
import { IssueToken } from './issue-token.js';
import { unwrapped } from './unwrap-attributes.pipe.js';

@ApiTags('automation tokens')
@Controller('automation-tokens')
export class IssueTokenController {
  constructor(private readonly issueToken: IssueToken) {}

  @Post()
  @Requires('token:write')
  @Answers(201, issuedView, 'The token, and its secret for the only time.', { example: issuedExample, headers: issuedHeaders })
  @Refuses(issuerErrors, 'unknown_role', 'unknown_scope', 'empty_window', 'contradictory_limit', 'expired_at_birth', 'not_covered', 'platform_only')
  @Refuses(issuerErrors, 'policy_violation', 'customer_offboarded', 'token_too_large')
  @Refuses(runtimeErrors, 'not_found')
  async issue(
    @CurrentCaller() caller: Caller,
    @Body(unwrapped(body(issueTokenRequest))) request: IssueTokenRequest,
    @Idempotent() idempotent: IdempotentRequest | undefined,
    @CurrentOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IssuedView> {
    return answerIssued(reply, await this.issueToken.execute(caller, { request, idempotent }, origin));
  }
}
