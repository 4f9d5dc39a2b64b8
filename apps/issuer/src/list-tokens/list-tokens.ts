import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { TokenEntity } from '../tokens/token.entity.js';

export interface Page {
  readonly page: number;
  readonly per_page: number;
}

export interface TokenPage {
  readonly tokens: TokenEntity[];
  readonly total: number;
}

/** The tokens of the caller's customer, the youngest first, those that are dead included. */
@Injectable()
export class ListTokens {
  constructor(@InjectRepository(TokenEntity) private readonly tokens: Repository<TokenEntity>) {}

  async execute(caller: Caller, { page, per_page: perPage }: Page): Promise<TokenPage> {
    const [tokens, total] = await this.tokens.findAndCount({
      where: { customerId: caller.customerId },
      order: { createdAt: 'DESC', id: 'DESC' },
      skip: (page - 1) * perPage,
      take: perPage,
    });
    return { tokens, total };
  }
}
