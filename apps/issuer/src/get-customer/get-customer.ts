import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { CustomerEntity } from '../customers/customer.entity.js';
import { notFound, reaches } from '../tokens/reach.js';

/** One customer that the caller may see. */
@Injectable()
export class GetCustomer {
  constructor(@InjectRepository(CustomerEntity) private readonly customers: Repository<CustomerEntity>) {}

  async execute(caller: Caller, id: string): Promise<CustomerEntity> {
    const customer = reaches(caller, id) ? await this.customers.findOneBy({ id }) : null;
    if (!customer) throw notFound();
    return customer;
  }
}
