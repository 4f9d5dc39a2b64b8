import { Answers, body, CurrentCaller, CurrentOrigin, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { fields, tokenRevoked } from '@latchkey/contracts';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { issuerErrors } from '../issuer.errors.js';
import type { Ended } from '../revoke-token/end-tokens.js';
import { RevokeSelected } from './revoke-selected.js';
import { revokeSelectedRequest } from './revoke-selected.request.js';
import type { RevokeSelectedRequest } from './revoke-selected.request.js';

const shownTokens = 1000;

const revokedList = z.strictObject({
  dry_run: z.boolean(),
  count: z.int(),
  tokens: z.array(z.strictObject({ id: fields.id, name: z.string(), reason: tokenRevoked.schema.shape.reason })).describe(`the first ${shownTokens}`),
  truncated: z.boolean().describe('whether there are more than `tokens` shows'),
});
const revokedExample = { dry_run: true, count: 1, tokens: [{ id: '1CYbPnAsKhSwI4xdQ8Qd5k', name: 'deploy', reason: 'requested' as const }], truncated: false };

@ApiTags('automation tokens')
@Controller('automation-tokens/revoke')
export class RevokeSelectedController {
  constructor(private readonly revokeSelected: RevokeSelected) {}

  @Post()
  @HttpCode(200)
  @Requires('token:write')
  @Answers(200, revokedList, 'What was revoked or, in a dry run, would be. What was revoked before is left as it is and not listed.', { example: revokedExample })
  @Refuses(issuerErrors, 'selection_too_large')
  @Refuses(runtimeErrors, 'not_found')
  async revoke(
    @CurrentCaller() caller: Caller,
    @Body(body(revokeSelectedRequest)) request: RevokeSelectedRequest,
    @CurrentOrigin() origin: Origin,
  ): Promise<z.infer<typeof revokedList>> {
    return viewEnded(await this.revokeSelected.execute(caller, request, origin), request.dry_run);
  }
}

function viewEnded(ended: readonly Ended[], dryRun: boolean): z.infer<typeof revokedList> {
  return {
    dry_run: dryRun,
    count: ended.length,
    tokens: ended.slice(0, shownTokens).map(({ token: { id, name }, reason }) => ({ id, name, reason })),
    truncated: ended.length > shownTokens,
  };
}
