import { Answers, CurrentCaller, CurrentOrigin, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { issuerErrors } from '../issuer.errors.js';
import { consistencyHeader, setConsistency } from '../tokens/consistency-header.js';
import { ReadsNoBody } from '../tokens/reads-no-body.js';
import { tokenAddress } from '../tokens/token-address.js';
import type { TokenAddress } from '../tokens/token-address.js';
import { tokenExample } from '../tokens/token-example.js';
import { tokenView, viewToken } from '../tokens/token-view.js';
import type { TokenView } from '../tokens/token-view.js';
import { ResumeToken } from './resume-token.js';

@ApiTags('automation tokens')
@Controller('automation-tokens')
export class ResumeTokenController {
  constructor(private readonly resumeToken: ResumeToken) {}

  @Post(':id/resume')
  @HttpCode(200)
  @Requires('token:write')
  @Answers(200, tokenView, 'The token, active again.', { example: tokenExample, headers: consistencyHeader })
  @Refuses(issuerErrors, 'token_ended', 'not_covered')
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async resume(
    @CurrentCaller() caller: Caller,
    @Param(param(tokenAddress)) { id }: TokenAddress,
    @CurrentOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenView> {
    const token = await this.resumeToken.execute(caller, id, origin);
    setConsistency(reply, token);
    return viewToken(token);
  }
}
