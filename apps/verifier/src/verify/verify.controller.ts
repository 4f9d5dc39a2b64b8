import { Answers, body, CurrentCaller, Quickly, Requires } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { verdictExample, verifyAnswer, verifyRequest } from './verify.schema.js';
import type { VerifyAnswer, VerifyRequest } from './verify.schema.js';
import { neededPermission, VerifyQuickly } from './verify-quickly.js';
import { VerifyToken } from './verify-token.js';

@ApiTags('verification')
@Controller('verify')
export class VerifyController {
  constructor(private readonly verifyToken: VerifyToken) {}

  @Post()
  @HttpCode(200)
  @Requires(neededPermission)
  @Quickly(VerifyQuickly)
  @Answers(200, verifyAnswer, 'The verdict, also where it is no.', { example: verdictExample })
  verify(@CurrentCaller() caller: Caller, @Body(body(verifyRequest, { secretFields: ['token', 'user_agent'] })) request: VerifyRequest): Promise<VerifyAnswer> {
    return this.verifyToken.execute(caller, request);
  }
}
