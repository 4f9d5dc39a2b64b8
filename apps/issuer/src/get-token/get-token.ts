import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { notFound, reaches } from '../tokens/reach.js';
import { TokenEntity } from '../tokens/token.entity.js';

/** One token that the caller may see. */
@Injectable()
export class GetToken {
  constructor(@InjectRepository(TokenEntity) private readonly tokens: Repository<TokenEntity>) {}

  async execute(caller: Caller, id: string): Promise<TokenEntity> {
    const token = await this.tokens.findOneBy({ id });
    if (!token || !reaches(caller, token.customerId)) throw notFound();
    return token;
  }
}
