import { Answers, CurrentCaller, query, Requires } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { customerExample, customerView, viewCustomer } from '../customers/customer-view.js';
import { pageFields } from '../list-tokens/list-tokens.request.js';
import { metaOf, pageHeaders, pageLinks, pageMeta } from '../list-tokens/page.js';
import type { Page } from '../list-tokens/page.js';
import { ListCustomers } from './list-customers.js';
import type { CustomerPage } from './list-customers.js';

const listCustomersQuery = z.strictObject(pageFields);
const customerList = z.strictObject({ data: z.array(customerView), meta: pageMeta });
const customerListExample = { data: [customerExample], meta: { per_page: 20, current_page: 1, record_count: 1, total_pages: 1 } };
type CustomerList = z.infer<typeof customerList>;

@ApiTags('customers')
@Controller('customers')
export class ListCustomersController {
  constructor(private readonly listCustomers: ListCustomers) {}

  @Get()
  @Requires('token:read')
  @Answers(200, customerList, 'One page, the youngest first: all for the platform, for others their own.', { example: customerListExample, headers: pageHeaders })
  async list(
    @CurrentCaller() caller: Caller,
    @Query(query(listCustomersQuery)) page: Page,
    @Req() { url }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerList> {
    const list = viewPage(await this.listCustomers.execute(caller, page), page);
    reply.header('link', pageLinks(url, list.meta));
    return list;
  }
}

function viewPage({ customers, total }: CustomerPage, page: Page): CustomerList {
  return { data: customers.map(viewCustomer), meta: metaOf(page, total) };
}
