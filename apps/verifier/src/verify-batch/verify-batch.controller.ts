import { Answers, body, CurrentCaller, Requires } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { maxBatchBytes, verdictsExample, verifyBatchAnswer, verifyBatchRequest } from './verify-batch.schema.js';
import type { VerifyBatchAnswer, VerifyBatchRequest } from './verify-batch.schema.js';
import { VerifyBatch } from './verify-batch.js';

const description =
  'Answers up to 1,000 requests as `POST /verify` would, in their order, in a body of at most 1 MiB. Those with `at_least` wait together, for a second at most. ' +
  'Takes a token that holds `token:introspect`.';

@ApiTags('verification')
@Controller('verify')
export class VerifyBatchController {
  constructor(private readonly verifyBatch: VerifyBatch) {}

  @Post('batch')
  @HttpCode(200)
  @RouteConfig({ maxBodyBytes: maxBatchBytes })
  @Requires('token:introspect')
  @ApiOperation({ description })
  @Answers(200, verifyBatchAnswer, 'The verdicts, also where they are no.', { example: verdictsExample })
  verify(
    @CurrentCaller() caller: Caller,
    @Body(body(verifyBatchRequest, { secretFields: ['requests[].token', 'requests[].user_agent'] })) request: VerifyBatchRequest,
  ): Promise<VerifyBatchAnswer> {
    return this.verifyBatch.execute(caller, request);
  }
}
