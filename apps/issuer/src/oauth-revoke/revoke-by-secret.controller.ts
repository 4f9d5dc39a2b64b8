import { AnonymousWhere, Answers, body, credentialsOf, CurrentOrigin, MaybeCaller, OAuth, Refuses, Requires } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { issuerErrors } from '../issuer.errors.js';
import { revokeBySecretRequest } from './revoke-by-secret.request.js';
import type { RevokeBySecretRequest } from './revoke-by-secret.request.js';
import { RevokeBySecret } from './revoke-by-secret.js';

const description =
  'Token revocation (RFC 7009). Whoever holds a token may end it: the secret is its own proof where it is also the caller’s, or where no credentials come with the request. ' +
  'Any other takes `token:write`, and reaches tokens of the caller’s own customer.';

/** A dead token as a caller's credentials would be refused; as the proof of itself it says what the caller wants. */
function isItsOwnProof({ headers, body: form }: FastifyRequest): boolean {
  const credentials = credentialsOf(headers);
  return credentials === undefined || credentials === (form as Partial<RevokeBySecretRequest> | undefined)?.token;
}

@ApiTags('OAuth')
@Controller('oauth2')
export class RevokeBySecretController {
  constructor(private readonly revokeBySecret: RevokeBySecret) {}

  @Post('revoke')
  @HttpCode(200)
  @OAuth()
  @Requires('token:write')
  @AnonymousWhere(isItsOwnProof)
  @ApiOperation({ description })
  @Answers(200, null, 'The token does not live, or no longer; or it is none that you may end.')
  @Refuses(issuerErrors, 'unsupported_token_type')
  revoke(
    @MaybeCaller() caller: Caller | undefined,
    @Body(body(revokeBySecretRequest, { secretFields: ['token'] })) { token }: RevokeBySecretRequest,
    @CurrentOrigin() origin: Origin,
  ): Promise<void> {
    return this.revokeBySecret.execute(caller, token, origin);
  }
}
