import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { CustomerEntity } from '../customers/customer.entity.js';
import type { Page } from '../list-tokens/page.js';

export interface CustomerPage {
  readonly customers: CustomerEntity[];
  readonly total: number;
}

/** Every customer for the platform, for others their own alone (invariant 9). */
@Injectable()
export class ListCustomers {
  constructor(@InjectRepository(CustomerEntity) private readonly customers: Repository<CustomerEntity>) {}

  async execute(caller: Caller, { page, per_page: perPage }: Page): Promise<CustomerPage> {
    const [customers, total] = await this.customers.findAndCount({
      where: caller.platform ? {} : { id: caller.customerId },
      order: { createdAt: 'DESC', id: 'DESC' },
      skip: (page - 1) * perPage,
      take: perPage,
    });
    return { customers, total };
  }
}
