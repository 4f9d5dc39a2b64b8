import { Answers, CurrentCaller, CurrentOrigin, param, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Controller, Delete, HttpCode, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { consistencyHeader, setConsistency } from '../tokens/consistency-header.js';
import { ReadsNoBody } from '../tokens/reads-no-body.js';
import { tokenAddress } from '../tokens/token-address.js';
import type { TokenAddress } from '../tokens/token-address.js';
import { RevokeToken } from './revoke-token.js';
import { revokeTokenQuery } from './revoke-token.request.js';
import type { RevokeTokenQuery } from './revoke-token.request.js';

@ApiTags('automation tokens')
@Controller(['automation-tokens', 'tokens'])
export class RevokeTokenController {
  constructor(private readonly revokeToken: RevokeToken) {}

  @Delete(':id')
  @HttpCode(204)
  @Requires()
  @ApiOperation({ description: 'Takes a token that holds `token:write`, or the token itself.' })
  @Answers(204, null, 'The token is revoked.', { headers: consistencyHeader })
  @Refuses(runtimeErrors, 'insufficient_scope', 'not_found')
  @ReadsNoBody()
  async revoke(
    @CurrentCaller() caller: Caller,
    @Param(param(tokenAddress)) { id }: TokenAddress,
    @Query(query(revokeTokenQuery)) { descendants }: RevokeTokenQuery,
    @CurrentOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    setConsistency(reply, await this.revokeToken.execute(caller, { tokenId: id, descendants }, origin));
  }
}
