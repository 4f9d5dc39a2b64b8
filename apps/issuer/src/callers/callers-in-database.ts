import type { CallerDirectory, FoundCaller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { grantOf } from '../tokens/token-grant.js';
import { TokenEntity } from '../tokens/token.entity.js';

/** The issuer knows its callers first-hand: a token works here as soon as it is issued, and no longer once it is revoked. */
@Injectable()
export class CallersInDatabase implements CallerDirectory {
  constructor(@InjectRepository(TokenEntity) private readonly tokens: Repository<TokenEntity>) {}

  async find(digest: string): Promise<FoundCaller | undefined> {
    const token = await this.tokens.findOneBy({ digest });
    if (!token) return undefined;
    const { id, customerId, serviceAccountId, name, platform, status } = token;
    const changedAt = (token.revokedAt ?? token.changedAt).toISOString();
    return { caller: { kind: 'token', tokenId: id, customerId, serviceAccountId, name, platform, grant: grantOf(token) }, status, changedAt };
  }
}
