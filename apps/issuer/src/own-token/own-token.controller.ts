import { Answers, CurrentCaller, CurrentOrigin, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Controller, Delete, Get, HttpCode, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { GetToken } from '../get-token/get-token.js';
import { RevokeToken } from '../revoke-token/revoke-token.js';
import { revokeTokenQuery } from '../revoke-token/revoke-token.request.js';
import type { RevokeTokenQuery } from '../revoke-token/revoke-token.request.js';
import { consistencyHeader, setConsistency } from '../tokens/consistency-header.js';
import { ReadsNoBody } from '../tokens/reads-no-body.js';
import { tokenExample } from '../tokens/token-example.js';
import { tokenView, viewToken } from '../tokens/token-view.js';
import type { TokenView } from '../tokens/token-view.js';
import { ownTokenId } from './own-token.js';

/** What any holder may see and do about its own token, whatever else it may do. */
@ApiTags('own token')
@Controller('tokens/self')
export class OwnTokenController {
  constructor(
    private readonly getToken: GetToken,
    private readonly revokeToken: RevokeToken,
  ) {}

  @Get()
  @Requires()
  @Answers(200, tokenView, 'The token that came with the request.', { example: tokenExample })
  @Refuses(runtimeErrors, 'not_found')
  async get(@CurrentCaller() caller: Caller): Promise<TokenView> {
    return viewToken(await this.getToken.execute(caller, ownTokenId(caller)));
  }

  @Delete()
  @HttpCode(204)
  @Requires()
  @Answers(204, null, 'The token that came with the request is revoked.', { headers: consistencyHeader })
  @Refuses(runtimeErrors, 'not_found')
  @ReadsNoBody()
  async revoke(
    @CurrentCaller() caller: Caller,
    @Query(query(revokeTokenQuery)) { descendants }: RevokeTokenQuery,
    @CurrentOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    setConsistency(reply, await this.revokeToken.execute(caller, { tokenId: ownTokenId(caller), descendants }, origin));
  }
}
