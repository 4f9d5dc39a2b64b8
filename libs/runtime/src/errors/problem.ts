import type { FastifyReply } from 'fastify';
import type { ApiError, InputError } from './api-error.js';

/** RFC 9457, with our `code`, `request_id` and `errors`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly request_id: string;
  readonly errors?: readonly InputError[];
}

export function problemOf(error: Pick<ApiError, 'code' | 'title' | 'status' | 'detail' | 'errors'>, requestId: string): Problem {
  return {
    type: `urn:latchkey:error:${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.detail,
    instance: `urn:latchkey:request:${requestId}`,
    code: error.code,
    request_id: requestId,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  };
}

/** Serialised here: Fastify would answer 500 to an object under a content type it does not know. */
export function sendProblem(reply: FastifyReply, error: ApiError): void {
  const problem = problemOf(error, reply.request.id);
  void reply
    .status(error.status)
    .headers(error.headers)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
