import { AnonymousWhere, Answers, param, Refuses, runtimeErrors } from '@latchkey/runtime';
import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { auditorErrors } from '../auditor.errors.js';
import { logOf, logParams, openToAnyone } from '../checkpoints/log-params.js';
import { SignedLogs } from '../checkpoints/signed-logs.js';

const named = z.strictObject(logParams);

export const checkpointExample =
  'auditor.example.com/logs/token-events/0\n42\nUpeyHdd4aj66Ri+86fEg2BMt/EDi9kk3xQomc1xFPZc=\n\n' +
  '— auditor.example.com/logs 9FbBfEkEtWofez/B+Snkvo6Uk9dfrOeOZfNlATScVhdy+Ybys4vMwgh3JEvR79DaBN6hGauTUfZ2Lk+gpWmqp2GyowQ=\n';

@ApiTags('logs')
@Controller('logs/:topic/:partition/checkpoint')
export class GetCheckpointController {
  constructor(private readonly signedLogs: SignedLogs) {}

  @Get()
  @AnonymousWhere(() => true)
  @Header('content-type', 'text/plain; charset=utf-8')
  @ApiProduces('text/plain')
  @ApiOperation({ description: openToAnyone })
  @Answers(200, z.string(), 'The last checkpoint (C2SP tlog-checkpoint).', { example: checkpointExample })
  @Refuses(runtimeErrors, 'not_found')
  @Refuses(auditorErrors, 'no_signing_key', 'not_yet_signed')
  async getCheckpoint(@Param(param(named)) log: z.infer<typeof named>): Promise<string> {
    return (await this.signedLogs.find(logOf(log))).note;
  }
}
