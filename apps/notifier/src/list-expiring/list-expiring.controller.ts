import { fields } from '@latchkey/contracts';
import { Answers, CurrentCaller, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ListExpiring } from './list-expiring.js';
import type { ExpiringPage, ExpiringToken } from './list-expiring.js';
import { cursorOf, listExpiringQuery } from './list-expiring.request.js';
import type { ListExpiringQuery } from './list-expiring.request.js';

const expiringView = z.strictObject({
  token_id: fields.id,
  name: z.string(),
  service_account_id: fields.id,
  labels: z.record(z.string(), z.string()),
  expires_at: fields.instant,
  status: z.enum(['active', 'suspended']),
  next_notice_at: fields.instant.nullable().describe('when it is announced next'),
});

const expiringList = z.strictObject({
  data: z.array(expiringView),
  next_cursor: z.string().nullable().describe('`cursor` of the next page; null on the last'),
});

const expiringExample: z.infer<typeof expiringList> = {
  data: [
    {
      token_id: '1CYbPnAsKhSwI4xdQ8Qd5k',
      name: 'deploy',
      service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5m',
      labels: { team: 'edge' },
      expires_at: '2027-01-01T00:00:00.000Z',
      status: 'active',
      next_notice_at: '2026-12-25T00:00:00.000Z',
    },
  ],
  next_cursor: null,
};

@ApiTags('expiry')
@Controller('expiring')
export class ListExpiringController {
  constructor(private readonly listExpiring: ListExpiring) {}

  @Get()
  @Requires('token:read')
  @Answers(200, expiringList, 'One page, the soonest expiry first.', { example: expiringExample })
  @Refuses(runtimeErrors, 'not_found')
  async list(@CurrentCaller() caller: Caller, @Query(query(listExpiringQuery)) request: ListExpiringQuery): Promise<z.infer<typeof expiringList>> {
    return viewPage(await this.listExpiring.execute(caller, request, new Date()));
  }
}

function viewPage({ tokens, more }: ExpiringPage): z.infer<typeof expiringList> {
  const last = tokens.at(-1);
  return { data: tokens.map(viewToken), next_cursor: more && last ? cursorOf(last) : null };
}

function viewToken(token: ExpiringToken): z.infer<typeof expiringView> {
  return {
    token_id: token.id,
    name: token.name,
    service_account_id: token.serviceAccountId,
    labels: token.labels,
    expires_at: token.expiresAt.toISOString(),
    status: token.status,
    next_notice_at: token.nextNoticeAt?.toISOString() ?? null,
  };
}
