import { AnonymousWhere, AnswersStream, query, Refuses, runtimeErrors, TakesAnyForm } from '@latchkey/runtime';
import { Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { donePage, pageHeaders, questionPage } from './unsubscribe-page.js';
import { Unsubscribe } from './unsubscribe.js';

const unsubscribeQuery = z.strictObject({ key: z.string().regex(/^[\w-]{1,600}$/).describe('from the link in a mail: what proves that it was sent') });
type UnsubscribeQuery = z.infer<typeof unsubscribeQuery>;

const example = { 'text/html': '<!doctype html><html lang="en">' };
const form = { type: 'object', properties: { 'List-Unsubscribe': { type: 'string', example: 'One-Click' } } } as const;

@ApiTags('unsubscribe')
@Controller('unsubscribe')
export class UnsubscribeController {
  constructor(private readonly unsubscribe: Unsubscribe) {}

  @Get()
  @AnonymousWhere(() => true)
  @ApiOperation({ description: 'For people who follow the link in a mail: asks, and changes nothing. Open to anyone.' })
  @AnswersStream(200, 'A page with a button.', { examples: example })
  @Refuses(runtimeErrors, 'not_found')
  async ask(@Query(query(unsubscribeQuery)) { key }: UnsubscribeQuery, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return pageOf(reply, questionPage(await this.unsubscribe.find(key)));
  }

  @Post()
  @HttpCode(200)
  @AnonymousWhere(() => true)
  @TakesAnyForm()
  @ApiBody({ required: false, schema: form, description: 'What mail programs send by RFC 8058; nothing in it is read.' })
  @ApiOperation({ description: 'Ends the mails of a subscription to the address to which the link was sent, by one click (RFC 8058). Open to anyone.' })
  @AnswersStream(200, 'A page that says so, also where it was done before.', { examples: example })
  @Refuses(runtimeErrors, 'not_found')
  async click(@Query(query(unsubscribeQuery)) { key }: UnsubscribeQuery, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return pageOf(reply, donePage(await this.unsubscribe.execute(key, new Date())));
  }
}

function pageOf(reply: FastifyReply, page: string): string {
  reply.headers(pageHeaders);
  return page;
}
