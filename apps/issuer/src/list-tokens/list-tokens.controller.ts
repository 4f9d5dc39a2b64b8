import { Answers, CurrentCaller, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { tokenExample } from '../tokens/token-example.js';
import { tokenView, viewToken } from '../tokens/token-view.js';
import { ListTokens } from './list-tokens.js';
import type { TokenPage } from './list-tokens.js';
import { listTokensQuery } from './list-tokens.request.js';
import type { ListTokensQuery } from './list-tokens.request.js';
import { metaOf, pageHeaders, pageLinks, pageMeta } from './page.js';
import type { Page } from './page.js';

const tokenList = z.strictObject({ data: z.array(tokenView), meta: pageMeta });
const tokenListExample = { data: [tokenExample], meta: { per_page: 20, current_page: 1, record_count: 1, total_pages: 1 } };
type TokenList = z.infer<typeof tokenList>;

@ApiTags('automation tokens')
@Controller('automation-tokens')
export class ListTokensController {
  constructor(private readonly listTokens: ListTokens) {}

  @Get()
  @Requires('token:read')
  @Answers(200, tokenList, 'One page, the youngest token first unless `sort` says otherwise.', { example: tokenListExample, headers: pageHeaders })
  @Refuses(runtimeErrors, 'not_found')
  async list(
    @CurrentCaller() caller: Caller,
    @Query(query(listTokensQuery)) request: ListTokensQuery,
    @Req() { url }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenList> {
    const list = viewPage(await this.listTokens.execute(caller, request), request);
    reply.header('link', pageLinks(url, list.meta));
    return list;
  }
}

function viewPage({ tokens, total }: TokenPage, page: Page): TokenList {
  return { data: tokens.map((token) => viewToken(token)), meta: metaOf(page, total) };
}
