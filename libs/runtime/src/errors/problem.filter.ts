import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger as Pino } from 'pino';
import { isOAuth } from '../serve/body-reading.js';
import type { RouteTable } from '../serve/route-table.js';
import { ApiError } from './api-error.js';
import { isDatabaseUnavailable } from './database-unavailable.js';
import { isError } from './is-error.js';
import { sendOAuthError } from './oauth-error.js';
import { RuntimeError, type RuntimeErrorCode } from './runtime-error.js';
import { sendProblem } from './problem.js';

/** Fastify's own errors that a request can cause. */
const fastifyCodes: Readonly<Record<string, RuntimeErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
  FST_ERR_BAD_URL: 'invalid_request',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
};
const statusCodes: Readonly<Record<number, RuntimeErrorCode>> = { 404: 'not_found', 413: 'body_too_large', 415: 'unsupported_media_type' };

/** Turns whatever was thrown while answering a request into one problem of the closed set. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Pino,
    private readonly routes: RouteTable,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = this.problemFor(exception, request);
    if (error.status >= 500) {
      const level = error.code === 'internal' ? 'error' : 'warn';
      this.log[level]({ err: error.cause ?? error, request_id: request.id, code: error.code }, 'request failed');
    }
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (isOAuth(request)) sendOAuthError(reply, error);
    else sendProblem(reply, error);
  }

  private problemFor(exception: unknown, request: FastifyRequest): ApiError {
    if (exception instanceof ApiError) return exception;
    const fromFastify = codeOfFastifyError(exception);
    if (fromFastify !== undefined) return new RuntimeError(fromFastify, { cause: exception });
    if (request.is404) return this.unrouted(request);
    const fromRequest = codeOfRequestError(exception);
    if (fromRequest !== undefined) return new RuntimeError(fromRequest, { cause: exception });
    if (isDatabaseUnavailable(exception)) return new RuntimeError('database_unavailable', { cause: exception });
    return new RuntimeError('internal', { cause: exception });
  }

  private unrouted(request: FastifyRequest): RuntimeError {
    const allowed = this.routes.methodsAt(request.url);
    if (allowed.length === 0) return new RuntimeError('not_found', { detail: 'There is no such address.' });
    return new RuntimeError('method_not_allowed', { headers: { allow: allowed.join(', ') } });
  }
}

function codeOfFastifyError(exception: unknown): RuntimeErrorCode | undefined {
  const { code } = isError(exception) ? (exception as { code?: unknown }) : {};
  return typeof code === 'string' ? fastifyCodes[code] : undefined;
}

/** Errors that carry a status of the 400s: the parser's, and those of Nest. */
function codeOfRequestError(exception: unknown): RuntimeErrorCode | undefined {
  if (!isError(exception)) return undefined;
  const { statusCode } = exception as { statusCode?: unknown };
  const status = exception instanceof HttpException ? exception.getStatus() : statusCode;
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  return statusCodes[status] ?? (exception instanceof SyntaxError ? 'invalid_json' : 'invalid_request');
}
