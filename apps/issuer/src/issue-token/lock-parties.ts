import type { Caller } from '@latchkey/runtime';
import type { EntityManager } from 'typeorm';
import { lockCustomer, lockedCustomer, openCustomer } from '../customers/lock-customer.js';
import type { OpenCustomer, SeenCustomer } from '../customers/lock-customer.js';
import { lockedMaker, lockMaker, makerOf } from '../tokens/lock-maker.js';
import type { Maker } from '../tokens/lock-maker.js';
import { reaches } from '../tokens/reach.js';
import type { TokenHolder } from '../tokens/token-holder.js';

export interface Parties {
  readonly maker: Maker;
  /** Whose token it is to be. */
  readonly customer: OpenCustomer;
}

const lockedParties = `with maker as (${lockedMaker('$1')}), customer as (${lockedCustomer('$2')})
  select maker.*, to_jsonb(customer) as customer from maker left join customer on true`;

/** `lockMaker` and then `lockCustomer`, in one round trip where the maker is a token. */
export async function lockParties(manager: EntityManager, caller: Caller, customerId: string): Promise<Parties> {
  if (caller.kind === 'person') return { maker: await lockMaker(manager, caller), customer: await lockCustomer(manager, caller, customerId) };
  const reached = reaches(caller, customerId) ? customerId : null;
  const [row] = await manager.query<(TokenHolder & { customer: SeenCustomer | null })[]>(lockedParties, [caller.tokenId, reached]);
  return { maker: makerOf(caller, row), customer: openCustomer(row?.customer) };
}
