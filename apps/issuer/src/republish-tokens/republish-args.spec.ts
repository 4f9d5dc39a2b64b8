import { expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { republishArgs } from './republish-args.js';

const [customer, token] = [mintId(), mintId()];

it.each([
  [[], {}],
  [['--customer', customer], { customerId: customer }],
  [['--token', token], { tokenId: token }],
  [['--token', token, `--customer=${customer}`], { customerId: customer, tokenId: token }],
])('%j selects what it names', (args, selection) => {
  expect(republishArgs(args)).toEqual(selection);
});

it.each([[['all']], [['--all']], [['--token']], [['--token', 'no id']], [['--customer', '']]])('%j is no way to call it', (args) => {
  expect(republishArgs(args)).toBeUndefined();
});
