import { Answers, body, CurrentCaller, OAuth, Requires } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { introspection, introspectionExample, introspectRequest } from './introspect.schema.js';
import type { IntrospectRequest, Introspection } from './introspect.schema.js';
import { IntrospectToken } from './introspect-token.js';

const description =
  'Token introspection (RFC 7662), by a caller whose token holds `token:introspect`. `active` speaks of status and time: what the token may do, where and from which ' +
  'networks is in `scope`, `services`, `workspaces` and `networks`, and for you to compare. `POST /verify` does that for you.';

@ApiTags('OAuth')
@Controller('oauth2')
export class IntrospectController {
  constructor(private readonly introspectToken: IntrospectToken) {}

  @Post('introspect')
  @HttpCode(200)
  @OAuth()
  @Requires('token:introspect')
  @ApiOperation({ description })
  @Answers(200, introspection, 'What is known of a token that is live. Of any other, and of one that you may not know of: `{"active":false}`.', { example: introspectionExample })
  introspect(@CurrentCaller() caller: Caller, @Body(body(introspectRequest, { secretFields: ['token'] })) request: IntrospectRequest): Promise<Introspection> {
    return this.introspectToken.execute(caller, request);
  }
}
