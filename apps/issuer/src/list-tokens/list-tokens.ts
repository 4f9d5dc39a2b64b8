import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { TokenEntity } from '../tokens/token.entity.js';
import type { ListTokensQuery } from './list-tokens.request.js';
import { orderTokens } from './order-tokens.js';
import { customerOf, selectTokens } from './select-tokens.js';

export interface TokenPage {
  readonly tokens: TokenEntity[];
  readonly total: number;
}

/** The tokens of one customer that have what is asked for, those that are dead included. */
@Injectable()
export class ListTokens {
  constructor(@InjectRepository(TokenEntity) private readonly tokens: Repository<TokenEntity>) {}

  async execute(caller: Caller, request: ListTokensQuery, now: Date = new Date()): Promise<TokenPage> {
    const selection = { selector: request, customerId: customerOf(caller, request), now };
    const [tokens, total] = await orderTokens(selectTokens(this.tokens.createQueryBuilder('token'), selection), request.sort)
      .offset((request.page - 1) * request.per_page)
      .limit(request.per_page)
      .getManyAndCount();
    return { tokens, total };
  }
}
