import { AnonymousWhere, Answers, credentialsOf, CurrentOrigin, MaybeCaller, RawBody, rawBody, Refuses, Requires } from '@latchkey/runtime';
import type { Caller, Origin } from '@latchkey/runtime';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { issuerErrors } from '../issuer.errors.js';
import { leakReport } from './leak-report.js';
import { leakVerdicts } from './leak-verdict.js';
import type { LeakVerdict } from './leak-verdict.js';
import { ReportLeaks } from './report-leaks.js';

const maxBodyBytes = 1024 * 1024;
const keyHeader = 'Github-Public-Key-Identifier';
const signatureHeader = 'Github-Public-Key-Signature';

const example = [
  { token_hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', token_type: 'latchkey_automation_token', label: 'true_positive' as const },
];
const description =
  'Takes a report that one of the keys at `LEAK_REPORT_KEYS_URL` has signed (ECDSA on P-256 with SHA-256, over the body as sent), or one of a caller that holds `token:write`, ' +
  'who reaches tokens of its own customer. Tokens that are known are revoked, with all that they made.';

/** A report without credentials has to be signed. */
function isAnonymous({ headers }: FastifyRequest): boolean {
  return credentialsOf(headers) === undefined;
}

@ApiTags('leaked tokens')
@Controller('leaked-tokens')
export class ReportLeaksController {
  constructor(private readonly reportLeaks: ReportLeaks) {}

  @Post()
  @HttpCode(200)
  @RawBody(maxBodyBytes)
  @Requires('token:write')
  @AnonymousWhere(isAnonymous)
  @ApiOperation({ description })
  @ApiHeader({ name: keyHeader, required: false, schema: { type: 'string' }, description: 'Which key it was signed with.' })
  @ApiHeader({ name: signatureHeader, required: false, schema: { type: 'string' }, description: 'The signature in DER, in base64.' })
  @Answers(200, leakVerdicts, 'What each match is, in the order of the report.', { example })
  @Refuses(issuerErrors, 'leak_reports_off', 'bad_signature', 'unknown_key', 'leak_keys_unavailable')
  report(
    @MaybeCaller() caller: Caller | undefined,
    @Headers(keyHeader) keyId: string | undefined,
    @Headers(signatureHeader) signature: string | undefined,
    @Body(rawBody(leakReport)) bytes: Buffer | undefined,
    @CurrentOrigin() origin: Origin,
  ): Promise<LeakVerdict[]> {
    return this.reportLeaks.execute({ bytes: bytes ?? Buffer.alloc(0), keyId, signature, caller }, origin);
  }
}
