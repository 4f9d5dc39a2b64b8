export * from './env/parse-env.js';
export * from './env/env-fields.js';
export { firstIssue, jsonFile } from './env/json-file.js';
export * from './errors/api-error.js';
export { RuntimeError, runtimeErrors, type RuntimeErrorCode } from './errors/runtime-error.js';
export { type Problem, problemOf } from './errors/problem.js';
export { ProblemFilter } from './errors/problem.filter.js';
export { isDatabaseUnavailable } from './errors/database-unavailable.js';
export { body, param, query, rawBody } from './input/input.js';
export { explain } from './input/explain.js';
export { InputPipe } from './input/input.pipe.js';
export { recordable } from './input/recordable.js';
export {
  CALLERS,
  type Caller,
  type CallerDirectory,
  callerOf,
  type FoundCaller,
  PEOPLE,
  type PersonCaller,
  type PersonDirectory,
  setCaller,
  type TokenCaller,
} from './callers/caller.js';
export { credentialsOf } from './callers/credentials.js';
export { challenge, insufficientScope, invalidToken, whyRefused } from './callers/challenges.js';
export { CallerGuard } from './callers/caller.guard.js';
export { AnonymousWhere, CallerCheck, CurrentCaller, MaybeCaller, Public, Requires } from './callers/decorators.js';
export { CurrentOrigin, maxUserAgent, type Origin, originOf } from './callers/origin.js';
export { type Check, type Finding, Readiness } from './health/readiness.js';
export { HealthModule } from './health/health.module.js';
export { Metrics } from './metrics/metrics.js';
export { Durations, type DurationSeries } from './metrics/durations.js';
export { MetricsModule } from './metrics/metrics.module.js';
export { describeMetrics } from './metrics/describe-metrics.js';
export { metricsSection } from './metrics/metrics-table.js';
export { Answers, AnswersStream } from './openapi/answers.js';
export { describeService } from './openapi/openapi.js';
export { Refuses } from './openapi/refuses.js';
export { RefusesCallers } from './openapi/refuses-callers.js';
export { databaseModule } from './database/database.module.js';
export { type Database, dataSourceFor, dataSourceOptions } from './database/data-source.js';
export { migrationState, type MigrationState, runMigrations } from './database/migrations.js';
export { type ServeOptions, type Service, start } from './serve/start.js';
export { serve } from './serve/serve.js';
export { runCommand } from './serve/command.js';
export { BackgroundLoop, type Rhythm } from './loop/background-loop.js';
export { requestIdOf } from './serve/request-id.js';
export { MinuteCounts } from './limits/minute-counts.js';
export { writeErrorPages, writeMetrics, writeOpenApi } from './docs/write-docs.js';
export { errorPages, errorSection, readErrorPages } from './errors/error-pages.js';
export { envTable } from './env/env-table.js';
export { tracingOf } from './tracing/tracing.env.js';
export { RawBody, TakesAnyForm } from './serve/body-reading.js';
export { OAuth } from './serve/oauth.js';
export { Quickly, type QuickWay } from './serve/quick-way.js';
