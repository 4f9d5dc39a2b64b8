import { AnonymousWhere, Answers, Refuses } from '@latchkey/runtime';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { auditorErrors } from '../auditor.errors.js';
import { LogKeys } from '../checkpoints/log-keys.js';
import { openToAnyone } from '../checkpoints/log-params.js';
import { SignedLogs } from '../checkpoints/signed-logs.js';

const example = 'auditor.example.com/logs+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n';

@ApiTags('logs')
@Controller('logs/key')
export class GetLogKeysController {
  constructor(
    private readonly signedLogs: SignedLogs,
    private readonly keys: LogKeys,
  ) {}

  @Get()
  @AnonymousWhere(() => true)
  @Header('content-type', 'text/plain; charset=utf-8')
  @ApiProduces('text/plain')
  @ApiOperation({ description: openToAnyone })
  @Answers(200, z.string(), 'The verifier keys (C2SP signed-note), one a line: that of today first, then those that signed earlier.', { example })
  @Refuses(auditorErrors, 'no_signing_key')
  getLogKeys(): string {
    this.signedLogs.requireKey();
    return this.keys.verifiers.map(({ encoded }) => `${encoded}\n`).join('');
  }
}
