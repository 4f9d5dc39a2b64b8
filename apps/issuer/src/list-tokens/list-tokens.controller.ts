import { Answers, CurrentCaller, query, Requires } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { tokenView, viewToken } from '../tokens/token-view.js';
import { ListTokens } from './list-tokens.js';
import type { Page, TokenPage } from './list-tokens.js';

const maxPerPage = 100;

const listTokensQuery = z.strictObject({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  per_page: z.coerce.number().int().min(1).default(20).transform((count) => Math.min(count, maxPerPage)).describe(`${maxPerPage} at most`),
});

const tokenList = z.strictObject({
  data: z.array(tokenView),
  meta: z.strictObject({ per_page: z.int(), current_page: z.int(), record_count: z.int(), total_pages: z.int() }),
});

@ApiTags('automation tokens')
@Controller('automation-tokens')
export class ListTokensController {
  constructor(private readonly listTokens: ListTokens) {}

  @Get()
  @Requires('token:read')
  @Answers(200, tokenList, 'One page, the youngest token first.')
  async list(@CurrentCaller() caller: Caller, @Query(query(listTokensQuery)) page: z.infer<typeof listTokensQuery>): Promise<z.infer<typeof tokenList>> {
    return viewPage(await this.listTokens.execute(caller, page), page);
  }
}

function viewPage({ tokens, total }: TokenPage, { page, per_page }: Page): z.infer<typeof tokenList> {
  return {
    data: tokens.map((token) => viewToken(token)),
    meta: { per_page, current_page: page, record_count: total, total_pages: Math.ceil(total / per_page) },
  };
}
