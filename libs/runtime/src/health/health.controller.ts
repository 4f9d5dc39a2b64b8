import { Controller, Get, Logger, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult, type HealthIndicatorResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Public } from '../callers/decorators.js';
import { Answers } from '../openapi/answers.js';
import { type Check, Readiness } from './readiness.js';

const timeoutMs = 2_000;

const liveness = z.object({ status: z.literal('ok') });
const readiness = z.object({
  status: z.enum(['ok', 'error', 'shutting_down']),
  details: z.record(z.string(), z.looseObject({ status: z.enum(['up', 'down']) })).describe('what each check found'),
});

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  private readonly log = new Logger(HealthController.name);

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly readiness: Readiness,
  ) {}

  /** The process runs. Says nothing of what it depends on: a restart would not mend that. */
  @Get('live')
  @Answers(200, liveness, 'The process runs.', { example: { status: 'ok' } })
  live(): z.infer<typeof liveness> {
    return { status: 'ok' };
  }

  @Get('ready')
  @Answers(200, readiness, 'Ready to answer.', { example: { status: 'ok', details: { database: { status: 'up' } } } })
  @Answers(503, readiness, 'Not ready: yet, for now or any more.', { example: { status: 'error', details: { database: { status: 'down', reason: 'check_failed' } } } })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string; details: object }> {
    const { status, details } = await this.examineAll();
    const answer = this.readiness.draining ? 'shutting_down' : status;
    if (answer !== 'ok') reply.status(503);
    return { status: answer, details };
  }

  private async examineAll(): Promise<HealthCheckResult> {
    const checks = [...this.readiness.checks].map(([name, check]) => () => this.examine(name, check));
    try {
      return await this.health.check(checks);
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }

  private async examine(name: string, check: Check): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(name);
    try {
      const { up, details = {} } = await withinTime(check);
      return up ? indicator.up(details) : indicator.down(details);
    } catch (error) {
      this.log.warn({ msg: 'readiness check failed', check: name, err: error });
      return indicator.down({ reason: 'check_failed' });
    }
  }
}

async function withinTime<T>(check: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([check(), late]);
  } finally {
    clearTimeout(timer);
  }
}
