import { Answers, body, CurrentCaller, CurrentOrigin, Requires } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { setConsistency } from '../tokens/consistency-header.js';
import { tokenView, viewToken } from '../tokens/token-view.js';
import { issueTokenRequest } from './issue-token.request.js';
import type { IssueTokenRequest } from './issue-token.request.js';
import { IssueToken } from './issue-token.js';
import { unwrapped } from './unwrap-attributes.pipe.js';

const issuedView = tokenView.extend({ access_token: z.string().describe('the secret, in this answer only') });

@ApiTags('automation tokens')
@Controller('automation-tokens')
export class IssueTokenController {
  constructor(private readonly issueToken: IssueToken) {}

  @Post()
  @Requires('token:write')
  @Answers(201, issuedView, 'The token, and its secret for the only time.')
  async issue(
    @CurrentCaller() caller: Caller,
    @Body(unwrapped(body(issueTokenRequest))) request: IssueTokenRequest,
    @CurrentOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof issuedView>> {
    const { token, secret } = await this.issueToken.execute(caller, request, origin);
    setConsistency(reply, token);
    return { ...viewToken(token), access_token: secret };
  }
}
