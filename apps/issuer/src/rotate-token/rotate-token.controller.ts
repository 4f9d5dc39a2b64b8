import { Answers, body, CurrentCaller, CurrentOrigin, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Idempotent } from '../idempotency/idempotency-key.js';
import type { IdempotentRequest } from '../idempotency/idempotency-key.js';
import { issuerErrors } from '../issuer.errors.js';
import { answerIssued, issuedHeaders } from '../tokens/answer-issued.js';
import { issuedView } from '../tokens/issued-view.js';
import type { IssuedView } from '../tokens/issued-view.js';
import { tokenAddress } from '../tokens/token-address.js';
import type { TokenAddress } from '../tokens/token-address.js';
import { issuedExample } from '../tokens/token-example.js';
import { rotateTokenRequest } from './rotate-token.request.js';
import type { RotateTokenRequest } from './rotate-token.request.js';
import { RotateToken } from './rotate-token.js';

@ApiTags('automation tokens')
@Controller('automation-tokens')
export class RotateTokenController {
  constructor(private readonly rotateToken: RotateToken) {}

  @Post(':id/rotate')
  @Requires()
  @ApiOperation({ description: 'Takes a token that holds `token:write`, or the token itself.' })
  @Answers(201, issuedView, 'The successor, and its secret for the only time.', { example: issuedExample, headers: issuedHeaders })
  @Refuses(issuerErrors, 'token_ended', 'token_suspended', 'already_rotated', 'empty_window', 'expired_at_birth', 'not_covered', 'platform_only')
  @Refuses(issuerErrors, 'policy_violation', 'customer_offboarded', 'token_too_large')
  @Refuses(runtimeErrors, 'insufficient_scope', 'not_found')
  async rotate(
    @CurrentCaller() caller: Caller,
    @Param(param(tokenAddress)) { id }: TokenAddress,
    @Body(body(rotateTokenRequest)) request: RotateTokenRequest,
    @Idempotent() idempotent: IdempotentRequest | undefined,
    @CurrentOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IssuedView> {
    return answerIssued(reply, await this.rotateToken.execute(caller, { id, request, idempotent }, origin));
  }
}
