import type { CallerDirectory, FoundCaller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { TokenEntity } from '../tokens/token.entity.js';
import { asCaller } from './as-caller.js';

/** The issuer knows its callers first-hand: a token works here as soon as it is issued, and no longer once it is revoked. */
@Injectable()
export class CallersInDatabase implements CallerDirectory {
  constructor(@InjectRepository(TokenEntity) private readonly tokens: Repository<TokenEntity>) {}

  async find(digest: string): Promise<FoundCaller | undefined> {
    const token = await this.tokens.findOneBy({ digest });
    if (!token) return undefined;
    return { caller: asCaller(token), status: token.status, changedAt: (token.revokedAt ?? token.changedAt).toISOString() };
  }
}
