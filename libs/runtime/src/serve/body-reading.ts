import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';
import { errorCodes } from 'fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RuntimeError } from '../errors/runtime-error.js';
import { markRawBody } from '../openapi/marks.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body comes as the bytes that were sent, a `Buffer`. */
    readonly rawBody?: true;
    readonly maxBodyBytes?: number;
    /** The body is a form, and errors are those of OAuth. */
    readonly oauth?: true;
    /** The body may be a form of either kind, and nothing in it is read. */
    readonly anyForm?: true;
  }
}

/** The route gets its JSON body unparsed, as a `Buffer`: for a signature over its bytes. */
export const RawBody = (maxBodyBytes: number): MethodDecorator => applyDecorators(RouteConfig({ rawBody: true, maxBodyBytes }), markRawBody());

/** The route takes a form, of which it reads nothing: who calls it says all by doing so. */
export const TakesAnyForm = (): MethodDecorator => applyDecorators(RouteConfig({ anyForm: true }), ApiConsumes(urlencoded, multipart));

/** A route whose form and errors OAuth prescribes (RFC 6749 sections 3.2 and 5.2). */
export const oauthRoute = (): MethodDecorator => RouteConfig({ oauth: true });

export function isOAuth(request: FastifyRequest): boolean {
  return configOf(request)?.oauth === true;
}

const urlencoded = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data';

/** JSON for every route, save those that ask for something else; what a route does not read is refused with 415. */
export function addBodyParsers(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addHook('onRoute', (route) => {
    if (route.config?.maxBodyBytes !== undefined) route.bodyLimit = route.config.maxBodyBytes;
  });
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    const config = configOf(request);
    if (config?.oauth) done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE());
    else if (config?.rawBody) done(null, bytes);
    // Many clients name a type with nothing under it.
    else if (bytes.length === 0) done(null, undefined);
    else void parseJson(request, bytes.toString(), done);
  });
  fastify.addContentTypeParser(urlencoded, { parseAs: 'string' }, (request, text: string, done) => {
    if (isOAuth(request)) parseForm(text, done);
    else takeUnread(request, done);
  });
  fastify.addContentTypeParser(multipart, { parseAs: 'buffer' }, (request, _bytes, done) => takeUnread(request, done));
}

function takeUnread(request: FastifyRequest, done: (error: Error | null, body?: undefined) => void): void {
  if (configOf(request)?.anyForm) done(null, undefined);
  else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE());
}

/** A parameter may not stand twice, and one without a value counts as left out (RFC 6749 section 3.2). */
function parseForm(text: string, done: (error: Error | null, form?: object) => void): void {
  const pairs = [...new URLSearchParams(text)].filter(([, value]) => value !== '');
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) done(new RuntimeError('invalid_request', { detail: 'A parameter stands twice.' }));
  else done(null, Object.fromEntries(pairs));
}

/** No route, no configuration. */
function configOf(request: FastifyRequest): FastifyRequest['routeOptions']['config'] | undefined {
  return request.routeOptions.config;
}
