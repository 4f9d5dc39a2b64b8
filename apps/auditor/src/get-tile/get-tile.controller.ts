import { AnonymousWhere, Answers, param, Refuses, runtimeErrors } from '@latchkey/runtime';
import { Controller, createParamDecorator, type ExecutionContext, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { auditorErrors } from '../auditor.errors.js';
import { logOf, logParams, openToAnyone } from '../checkpoints/log-params.js';
import { GetTile } from './get-tile.js';
import { readTilePath, type TileAddress } from './tile-path.js';

const named = z.object(logParams);

const tile = z
  .string()
  .max(100)
  .transform((path, context): TileAddress => {
    const address = readTilePath(path);
    if (address) return address;
    context.addIssue({ code: 'custom', message: 'names no tile' });
    return z.NEVER;
  });

/** The OpenAPI document calls it `path`, the router `*`. */
const RestOfPath = createParamDecorator((_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest<{ Params: { '*': string } }>>().params['*']);
const described = {
  name: 'path',
  description: '`<L>/<N>` or `entries/<N>`, and `.p/<W>` for the first W of a tile; N in groups of three digits, all but the last behind an x',
  schema: { type: 'string' },
  example: '0/x001/234',
} as const;

@ApiTags('logs')
@Controller('logs/:topic/:partition/tile/*')
export class GetTileController {
  constructor(private readonly getTile: GetTile) {}

  @Get()
  @AnonymousWhere(() => true)
  @ApiParam(described)
  @ApiProduces('application/octet-stream')
  @ApiOperation({ description: openToAnyone })
  @Answers(200, z.string().meta({ format: 'binary' }), 'Hashes of 32 bytes each, or entries each behind its length in two bytes (C2SP tlog-tiles).', { example: '' })
  @Refuses(runtimeErrors, 'not_found')
  @Refuses(auditorErrors, 'no_signing_key', 'not_yet_signed')
  async get(
    @Param(param(named)) log: z.infer<typeof named>,
    @RestOfPath(...(param(tile).pipes ?? [])) address: TileAddress,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const found = await this.getTile.execute(logOf(log), address);
    // Not before it is found: that a tile is not there yet must not be kept.
    reply.header('cache-control', 'public, max-age=31536000, immutable');
    return new StreamableFile(found);
  }
}
