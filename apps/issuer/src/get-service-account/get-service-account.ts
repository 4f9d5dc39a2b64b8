import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { countTokens } from '../service-accounts/count-tokens.js';
import { ServiceAccountEntity } from '../service-accounts/service-account.entity.js';
import type { CountedAccount } from '../service-accounts/service-account-view.js';
import { notFound, reaches } from '../tokens/reach.js';

/** One service account that the caller may see and that was not deleted. */
@Injectable()
export class GetServiceAccount {
  constructor(@InjectRepository(ServiceAccountEntity) private readonly accounts: Repository<ServiceAccountEntity>) {}

  async execute(caller: Caller, id: string): Promise<CountedAccount> {
    const account = await this.accounts.findOneBy({ id, deletedAt: IsNull() });
    if (!account || !reaches(caller, account.customerId)) throw notFound();
    const counts = await countTokens(this.accounts.manager, [id], new Date());
    return { account, counts: counts.get(id) ?? { all: 0, live: 0 } };
  }
}
