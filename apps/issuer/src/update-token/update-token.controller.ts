import { Answers, body, CurrentCaller, CurrentOrigin, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Body, Controller, Param, Patch, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { issuerErrors } from '../issuer.errors.js';
import { consistencyHeader, setConsistency } from '../tokens/consistency-header.js';
import { tokenAddress } from '../tokens/token-address.js';
import type { TokenAddress } from '../tokens/token-address.js';
import { tokenExample } from '../tokens/token-example.js';
import { tokenView, viewToken } from '../tokens/token-view.js';
import type { TokenView } from '../tokens/token-view.js';
import { updateTokenRequest } from './update-token.request.js';
import type { UpdateTokenRequest } from './update-token.request.js';
import { UpdateToken } from './update-token.js';

@ApiTags('automation tokens')
@Controller('automation-tokens')
export class UpdateTokenController {
  constructor(private readonly updateToken: UpdateToken) {}

  @Patch(':id')
  @Requires('token:write')
  @Answers(200, tokenView, 'The token as it is now.', { example: tokenExample, headers: consistencyHeader })
  @Refuses(issuerErrors, 'unknown_role', 'unknown_scope', 'empty_window', 'contradictory_limit', 'expired_at_birth', 'not_covered', 'platform_only')
  @Refuses(issuerErrors, 'token_ended', 'already_rotated', 'children_beyond', 'policy_violation', 'token_too_large')
  @Refuses(runtimeErrors, 'not_found')
  async update(
    @CurrentCaller() caller: Caller,
    @Param(param(tokenAddress)) { id }: TokenAddress,
    @Body(body(updateTokenRequest)) request: UpdateTokenRequest,
    @CurrentOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenView> {
    const token = await this.updateToken.execute(caller, id, request, origin);
    setConsistency(reply, token);
    return viewToken(token);
  }
}
