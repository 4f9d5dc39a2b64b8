import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { customerOf } from '../list-tokens/select-tokens.js';
import { countTokens } from '../service-accounts/count-tokens.js';
import { ServiceAccountEntity } from '../service-accounts/service-account.entity.js';
import type { CountedAccount } from '../service-accounts/service-account-view.js';
import type { ListServiceAccountsQuery } from './list-service-accounts.request.js';

export interface AccountPage {
  readonly accounts: CountedAccount[];
  readonly total: number;
}

/** The service accounts of one customer that have not been deleted, with how many tokens each has. */
@Injectable()
export class ListServiceAccounts {
  constructor(@InjectRepository(ServiceAccountEntity) private readonly accounts: Repository<ServiceAccountEntity>) {}

  async execute(caller: Caller, request: ListServiceAccountsQuery): Promise<AccountPage> {
    const [accounts, total] = await this.select(customerOf(caller, request), request.name)
      .orderBy('account.createdAt', 'DESC')
      .addOrderBy('account.id', 'DESC')
      .offset((request.page - 1) * request.per_page)
      .limit(request.per_page)
      .getManyAndCount();
    const counts = await countTokens(this.accounts.manager, accounts.map(({ id }) => id), new Date());
    return { accounts: accounts.map((account) => ({ account, counts: counts.get(account.id) ?? { all: 0, live: 0 } })), total };
  }

  private select(customerId: string, name: string | undefined): SelectQueryBuilder<ServiceAccountEntity> {
    const accounts = this.accounts.createQueryBuilder('account').where('account.customerId = :customerId and account.deletedAt is null', { customerId });
    return name === undefined ? accounts : accounts.andWhere('starts_with(account.name, :name)', { name });
  }
}
