import { describe, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import type { Batch } from '@latchkey/kafka';
import { mintId } from '@latchkey/tokens';
import { accountRecord, erasedRecord, issuedRecord, rotatedRecord } from '../../test/context.js';
import { aToken, batchOn } from '../../test/schedule.js';
import { factsIn } from './facts-in.js';

const read = (...records: OutgoingRecord[]) => factsIn((batchOn('token-events', records) as Batch<'token-events'>).records);
const token = aToken(1, 100);
const { customer_id: customerId, service_account_id: account } = token;

describe('factsIn', () => {
  it('takes the last name of each service account, and successors', () => {
    const successor = mintId();
    const facts = read(accountRecord('created', token, 'build'), rotatedRecord(token, successor), accountRecord('updated', token, 'deploy'));
    expect(facts).toEqual({ erasedCustomers: new Set(), serviceAccounts: new Map([[account, { customerId, name: 'deploy' }]]), successors: new Map([[token.id, successor]]) });
  });

  it('takes the name of an account that was made with its first token, until it is told another', () => {
    const [first, second] = [issuedRecord(token, 'build'), issuedRecord({ ...token, id: mintId() }, null)];
    expect(read(first, second).serviceAccounts).toEqual(new Map([[account, { customerId, name: 'build' }]]));
    expect(read(first, accountRecord('updated', token, 'deploy'), second).serviceAccounts).toEqual(new Map([[account, { customerId, name: 'deploy' }]]));
  });

  it('knows which was deleted', () => {
    expect(read(accountRecord('created', token, 'build'), accountRecord('deleted', token, 'build')).serviceAccounts).toEqual(new Map([[account, undefined]]));
  });

  it('forgets the names of a customer that is erased, and of no other', () => {
    const other = aToken(1, 100);
    const facts = read(accountRecord('created', token, 'build'), accountRecord('created', other, 'test'), erasedRecord(customerId));
    expect([...facts.serviceAccounts.keys()]).toEqual([other.service_account_id]);
    expect(facts.erasedCustomers).toEqual(new Set([customerId]));
  });
});
