import { Answers, CurrentCaller, param, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { pageFields } from '../list-tokens/list-tokens.request.js';
import { metaOf, pageMeta } from '../list-tokens/page.js';
import type { Page } from '../list-tokens/page.js';
import { tokenAddress } from '../tokens/token-address.js';
import type { TokenAddress } from '../tokens/token-address.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import { GetToken } from './get-token.js';

const serviceList = z.strictObject({
  data: z.array(z.string()).describe('ids of services'),
  limit_services: z.boolean().describe('false: every service, and `data` is empty'),
  meta: pageMeta,
});
const serviceListExample = {
  data: ['SU1Z0isxPaozGVKXdv0eY'],
  limit_services: true,
  meta: { per_page: 20, current_page: 1, record_count: 1, total_pages: 1 },
};
const tokenServicesQuery = z.strictObject(pageFields);

@ApiTags('automation tokens')
@Controller('automation-tokens/:id/services')
export class TokenServicesController {
  constructor(private readonly getToken: GetToken) {}

  @Get()
  @Requires('token:read')
  @Answers(200, serviceList, 'One page of the services that the token is limited to.', { example: serviceListExample })
  @Refuses(runtimeErrors, 'not_found')
  async list(
    @CurrentCaller() caller: Caller,
    @Param(param(tokenAddress)) { id }: TokenAddress,
    @Query(query(tokenServicesQuery)) page: Page,
  ): Promise<z.infer<typeof serviceList>> {
    return viewServices(await this.getToken.execute(caller, id), page);
  }
}

function viewServices({ services }: TokenEntity, page: Page): z.infer<typeof serviceList> {
  const all = services ?? [];
  const start = (page.page - 1) * page.per_page;
  return { data: all.slice(start, start + page.per_page), limit_services: services !== null, meta: metaOf(page, all.length) };
}
