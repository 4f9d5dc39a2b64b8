import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addBodyParsers } from './body-reading.js';
import { answerBrokenRequest } from './broken-request.js';
import { requestIdOf } from './request-id.js';

export interface HttpOptions {
  readonly trustProxy: number;
  readonly bodyLimit: number;
  /** Answers what the router itself refuses, before any hook runs. */
  onRouterError(error: Error, request: FastifyRequest, reply: FastifyReply): void;
}

/** Fastify, with errors left as they are for our filter to name. */
class HttpAdapter extends FastifyAdapter {
  override mapException(error: unknown): unknown {
    return error;
  }
}

export function createHttpAdapter(options: HttpOptions): FastifyAdapter {
  const adapter = new HttpAdapter({
    logger: false,
    trustProxy: (_address: string, hop: number) => hop < options.trustProxy,
    bodyLimit: options.bodyLimit,
    requestTimeout: 30_000,
    genReqId: requestIdOf,
    requestIdHeader: false,
    frameworkErrors: options.onRouterError,
    clientErrorHandler: answerBrokenRequest,
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, maxParamLength: 200 },
  });
  adapter.getInstance().removeContentTypeParser('text/plain');
  addBodyParsers(adapter.getInstance());
  return adapter;
}
