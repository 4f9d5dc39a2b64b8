import { ModulesContainer, Reflector } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Logger as Pino } from 'pino';
import { CALLERS, type CallerDirectory, PEOPLE, type PersonDirectory } from '../callers/caller.js';
import { CallerGuard } from '../callers/caller.guard.js';
import { ProblemFilter } from '../errors/problem.filter.js';
import { Readiness } from '../health/readiness.js';
import { type Quotas, RequestLimits } from '../limits/request-limits.js';
import { HttpDurations } from '../metrics/http-durations.js';
import { Metrics } from '../metrics/metrics.js';
import { HttpTracing } from '../tracing/http-tracing.js';
import { createHttpAdapter } from './http-adapter.js';
import { logRequest } from './request-log.js';
import { RouteTable } from './route-table.js';

export interface HttpSideOptions {
  readonly trustProxy: number;
  readonly bodyLimit: number;
  readonly quotas: Quotas;
  readonly traced: boolean;
  /** By which requests are counted; the system's clock where absent. */
  readonly now?: (() => number) | undefined;
}

/** What stands around every route of a service: headers, caller guard, problems, log and durations. */
export class HttpSide {
  readonly adapter: FastifyAdapter;
  private readonly routes = new RouteTable();
  private readonly problems: ProblemFilter;
  private readonly tracing: HttpTracing | undefined;
  private durations: HttpDurations | undefined;
  private readiness: Readiness | undefined;
  private app: NestFastifyApplication | undefined;
  private limits: RequestLimits | undefined;

  constructor(
    private readonly log: Pino,
    private readonly options: HttpSideOptions,
  ) {
    this.problems = new ProblemFilter(log, this.routes);
    this.adapter = createHttpAdapter({ ...options, onRouterError: (error, request, reply) => this.refuse(error, request, reply) });
    this.tracing = options.traced ? new HttpTracing(this.adapter.getInstance()) : undefined;
    this.addHooks();
  }

  /** Before the app listens: what needs its providers. */
  install(app: NestFastifyApplication): void {
    this.app = app;
    const metrics = app.get(Metrics, { strict: false });
    this.durations = new HttpDurations(metrics);
    this.readiness = app.get(Readiness, { strict: false });
    app.useGlobalFilters(this.problems);
    const limits = new RequestLimits(this.options.quotas, metrics, this.options.now);
    this.limits = limits;
    const people = optional<PersonDirectory>(app, PEOPLE);
    app.useGlobalGuards(new CallerGuard(app.get(Reflector), app.get<CallerDirectory>(CALLERS, { strict: false }), limits, people));
  }

  private addHooks(): void {
    const fastify = this.adapter.getInstance();
    fastify.addHook('onRoute', (route) => this.routes.add(route));
    fastify.addHook('onRoute', (route) => this.addQuickWay(route));
    fastify.addHook('onRequest', (request, reply, done) => {
      setCommonHeaders(request, reply);
      done();
    });
    fastify.addHook('onSend', (_request, reply, _payload, done) => {
      // A connection kept alive would hold up the shutdown until it times out.
      if (this.readiness?.draining) reply.header('connection', 'close');
      done();
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      this.record(request, reply);
      done();
    });
  }

  private addQuickWay(route: RouteOptions): void {
    const { app, limits } = this;
    const { handler, config } = route;
    if (!config?.quickWay || !app || !limits) return;
    const quickWay = app.get(config.quickWay, { strict: false });
    const passes = (digest: string): boolean => limits.passes(digest);
    route.handler = function (this: FastifyInstance, request, reply) {
      return quickWay.answer(request, reply, passes) ? reply : handler.call(this, request, reply);
    };
  }

  /** What the router itself refuses passes no hook. */
  private refuse(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    setCommonHeaders(request, reply);
    this.problems.answer(error, request, reply);
    this.record(request, reply);
  }

  private record(request: FastifyRequest, reply: FastifyReply): void {
    this.durations?.observe(request, reply);
    logRequest(this.log, request, reply, this.tracing?.traceIdOf(request));
  }
}

function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': request.id });
}

/** Looked for before it is asked for, since Nest logs what it does not find as an error. */
function optional<T>(app: NestFastifyApplication, token: symbol): T | undefined {
  const provided = [...app.get(ModulesContainer).values()].some(({ providers }) => providers.has(token));
  return provided ? app.get<T>(token, { strict: false }) : undefined;
}
