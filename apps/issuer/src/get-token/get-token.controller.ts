import { Answers, CurrentCaller, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { tokenAddress } from '../tokens/token-address.js';
import type { TokenAddress } from '../tokens/token-address.js';
import { tokenExample } from '../tokens/token-example.js';
import { tokenView, viewToken } from '../tokens/token-view.js';
import type { TokenView } from '../tokens/token-view.js';
import { GetToken } from './get-token.js';

@ApiTags('automation tokens')
@Controller(['automation-tokens', 'tokens'])
export class GetTokenController {
  constructor(private readonly getToken: GetToken) {}

  @Get(':id')
  @Requires('token:read')
  @Answers(200, tokenView, 'The token.', { example: tokenExample })
  @Refuses(runtimeErrors, 'not_found')
  async get(@CurrentCaller() caller: Caller, @Param(param(tokenAddress)) { id }: TokenAddress): Promise<TokenView> {
    return viewToken(await this.getToken.execute(caller, id));
  }
}
