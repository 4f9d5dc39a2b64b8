import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { conditionsOf } from './select-tokens.js';
import { tokenStatuses } from './token-selector.js';

const now = new Date('2026-03-01T00:00:00Z');
const sqlOf = (selector: object, customerId: string | null = 'c') => conditionsOf({ selector, customerId, now }).map(({ sql }) => sql.replace(/\s+/g, ' '));
const valuesOf = (selector: object) => Object.assign({}, ...conditionsOf({ selector, customerId: 'c', now }).map(({ values }) => values)) as Record<string, unknown>;

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(`' or true --`, `'; drop table issuer.tokens; --`, ':now', '$1', '\\', `"`));
const hostile = fc.record({
  ids: fc.array(anyText),
  creator_id: anyText,
  service_account_id: anyText,
  parent_id: anyText,
  family_id: anyText,
  name: anyText,
  role: anyText,
  service: anyText,
  label: fc.array(fc.record({ name: anyText, value: fc.option(anyText, { nil: undefined }) })),
  status: fc.constant(['active', 'expired'] as const),
  created_after: fc.date(),
});

describe('the SQL of a selection', () => {
  it('is of the customer alone where nothing else is asked', () => {
    expect(conditionsOf({ selector: {}, customerId: 'c', now })).toEqual([{ sql: 'token.customerId = :customerId', values: { customerId: 'c' } }]);
  });

  it('is of every customer where none is named', () => {
    expect(sqlOf({ ids: ['t'] }, null)).toEqual(['token.id = any(:ids)']);
    expect(sqlOf({ role: 'user' }, null)[0]).toContain('issuer.token_terms(token.customerId, cast(:roles');
  });

  it('is the same whatever the texts say (attack: SQL injection)', () => {
    const harmless = { ids: ['t'], creator_id: 'a', service_account_id: 'a', parent_id: 'a', family_id: 'a', name: 'a', role: 'a', service: 'a', label: [] };
    const expected = sqlOf({ ...harmless, status: ['active', 'expired'], created_after: now });
    fc.assert(fc.property(hostile, (selector) => expect(sqlOf(selector)).toEqual(expected)));
  });

  it('wants any of the statuses, each named once', () => {
    expect(sqlOf({ status: ['revoked', 'suspended', 'revoked'] })[1]).toBe(`((token.status = 'revoked') or (token.status = 'suspended'))`);
    expect(sqlOf({ status: tokenStatuses })[1]?.split(' or ')).toHaveLength(4);
  });

  it('keeps the value of a label that is named with and without one', () => {
    const [edge, any] = [{ name: 'team', value: 'edge' }, { name: 'team', value: undefined }];
    expect(valuesOf({ label: [edge, any] })['labels']).toBe('{"team":"edge"}');
    expect(valuesOf({ label: [any, edge] })['labels']).toBe('{"team":"edge"}');
    expect(valuesOf({ label: [any] })['labels']).toBe('{"team":null}');
  });
});
