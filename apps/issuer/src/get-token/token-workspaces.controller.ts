import { Answers, CurrentCaller, param, query, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { tokenAddress } from '../tokens/token-address.js';
import type { TokenAddress } from '../tokens/token-address.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import { GetToken } from './get-token.js';
import { workspaceCursor, workspacePage } from './workspace-page.js';

const maxLimit = 100;
const tokenWorkspacesQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).default(20).transform((count) => Math.min(count, maxLimit)).describe(`${maxLimit} at most`),
  cursor: workspaceCursor.optional().describe('`next_cursor` or `previous_cursor` of another page'),
});
type TokenWorkspacesQuery = z.output<typeof tokenWorkspacesQuery>;

const cursor = z.string().describe('empty where there are no more');
const workspaceList = z.strictObject({
  data: z.array(z.strictObject({ id: z.string(), name: z.string().describe('the id: names of workspaces are not known here') })),
  meta: z.strictObject({ limit: z.int(), next_cursor: cursor, previous_cursor: cursor }),
  limit_workspaces: z.boolean().describe('false: every workspace, and `data` is empty'),
});
const workspaceListExample = {
  data: [{ id: 'wks_1', name: 'wks_1' }],
  meta: { limit: 20, next_cursor: '', previous_cursor: '' },
  limit_workspaces: true,
};

@ApiTags('automation tokens')
@Controller('automation-tokens/:id/workspaces')
export class TokenWorkspacesController {
  constructor(private readonly getToken: GetToken) {}

  @Get()
  @Requires('token:read')
  @Answers(200, workspaceList, 'One page of the workspaces that the token is limited to.', { example: workspaceListExample })
  @Refuses(runtimeErrors, 'not_found')
  async list(
    @CurrentCaller() caller: Caller,
    @Param(param(tokenAddress)) { id }: TokenAddress,
    @Query(query(tokenWorkspacesQuery)) page: TokenWorkspacesQuery,
  ): Promise<z.infer<typeof workspaceList>> {
    return viewWorkspaces(await this.getToken.execute(caller, id), page);
  }
}

function viewWorkspaces({ workspaces, limitWorkspaces }: TokenEntity, page: TokenWorkspacesQuery): z.infer<typeof workspaceList> {
  const { ids, next, previous } = workspacePage(workspaces ?? [], page);
  return {
    data: ids.map((id) => ({ id, name: id })),
    meta: { limit: page.limit, next_cursor: next, previous_cursor: previous },
    limit_workspaces: limitWorkspaces,
  };
}
