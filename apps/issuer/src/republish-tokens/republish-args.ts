import { parseArgs } from 'node:util';
import { isId } from '@latchkey/tokens';
import type { Republication } from './republish-tokens.js';

const options = { customer: { type: 'string' }, token: { type: 'string' } } as const;

/** Undefined where the command is called in another way than `republish [--customer <id>] [--token <id>]`. */
export function republishArgs(args: string[]): Pick<Republication, 'customerId' | 'tokenId'> | undefined {
  try {
    const { customer, token } = parseArgs({ args, options }).values;
    return [customer, token].every((id) => id === undefined || isId(id)) ? { customerId: customer, tokenId: token } : undefined;
  } catch {
    return undefined;
  }
}
