import { Answers, type Caller, CurrentCaller, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { auditorErrors } from '../auditor.errors.js';
import { ReportActivity } from './report-activity.js';
import { maxReportBytes } from './report-activity.request.js';
import { type PlacedReport, reportsBody } from './reports.pipe.js';

const reportActivityAnswer = z.strictObject({ ids: z.array(z.string()).describe('of the events, in their order') });

const description =
  'Records what a service did with a token, such as that version 42 of a service was activated: one report, or up to 1,000 as `events`, in a body of at most 1 MiB. ' +
  'All are taken, or none. They stand in the audit log of the token’s customer soon after, each once, however often it is sent within seven days.';

@ApiTags('activity')
@Controller('activity')
export class ReportActivityController {
  constructor(private readonly reportActivity: ReportActivity) {}

  @Post()
  @HttpCode(202)
  @RouteConfig({ maxBodyBytes: maxReportBytes })
  @Requires('audit:write')
  @ApiOperation({ description })
  @Answers(202, reportActivityAnswer, 'Kafka has them, on every in-sync replica.', { example: { ids: ['0197f3c2-5a1e-7c30-9d55-0b6f0f3a9c11'] } })
  @Refuses(auditorErrors, 'kafka_unavailable')
  @Refuses(runtimeErrors, 'not_found')
  async report(@CurrentCaller() caller: Caller, @Body(reportsBody) reports: PlacedReport[]): Promise<z.infer<typeof reportActivityAnswer>> {
    return { ids: await this.reportActivity.execute(caller, reports) };
  }
}
