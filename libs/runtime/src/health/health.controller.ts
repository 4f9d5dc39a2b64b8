import { Controller, Get, Logger, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult, type HealthIndicatorResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Public } from '../callers/decorators.js';
import { type Check, Readiness } from './readiness.js';

const timeoutMs = 2_000;

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
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('ready')
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
