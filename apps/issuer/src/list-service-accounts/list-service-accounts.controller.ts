import { Answers, CurrentCaller, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { metaOf, pageHeaders, pageLinks, pageMeta } from '../list-tokens/page.js';
import type { Page } from '../list-tokens/page.js';
import { serviceAccountExample, serviceAccountView, viewServiceAccount } from '../service-accounts/service-account-view.js';
import { ListServiceAccounts } from './list-service-accounts.js';
import type { AccountPage } from './list-service-accounts.js';
import { listServiceAccountsQuery } from './list-service-accounts.request.js';
import type { ListServiceAccountsQuery } from './list-service-accounts.request.js';

const accountList = z.strictObject({ data: z.array(serviceAccountView), meta: pageMeta });
const accountListExample = { data: [serviceAccountExample], meta: { per_page: 20, current_page: 1, record_count: 1, total_pages: 1 } };
type AccountList = z.infer<typeof accountList>;

@ApiTags('service accounts')
@Controller('service-accounts')
export class ListServiceAccountsController {
  constructor(private readonly listServiceAccounts: ListServiceAccounts) {}

  @Get()
  @Requires('token:read')
  @Answers(200, accountList, 'One page, the youngest first; deleted ones are not listed.', { example: accountListExample, headers: pageHeaders })
  @Refuses(runtimeErrors, 'not_found')
  async list(
    @CurrentCaller() caller: Caller,
    @Query(query(listServiceAccountsQuery)) request: ListServiceAccountsQuery,
    @Req() { url }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountList> {
    const list = viewPage(await this.listServiceAccounts.execute(caller, request), request);
    reply.header('link', pageLinks(url, list.meta));
    return list;
  }
}

function viewPage({ accounts, total }: AccountPage, page: Page): AccountList {
  return { data: accounts.map(viewServiceAccount), meta: metaOf(page, total) };
}
