import { describe, expect, it } from '@jest/globals';
import { fields } from '@latchkey/contracts';
import { isId, mintToken } from '@latchkey/tokens';
import fc from 'fast-check';
import { IssuerError } from '../issuer.errors.js';
import { personIn } from './person-in-claims.js';

const [first, second] = ['A'.repeat(22), 'B'.repeat(22)];
const rules = {
  issuer: 'https://id.example.com',
  customers: [first, second],
  customer_claim: 'org',
  name_claim: 'email',
  role_claim: 'groups',
  roles: { admins: ['token_admin', 'auditor'], watchers: ['auditor'] },
};
const claims = { sub: 'alice', org: first, email: 'alice@example.com', groups: ['admins'] };
const person = (change: object, otherRules: object = {}) => personIn({ ...claims, ...change }, { ...rules, ...otherRules });

function refusal(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
const notEntitled = (detail: string) => expect.objectContaining({ code: 'person_not_entitled', status: 403, detail });

describe('the id of a person', () => {
  it('is the same for the same subject of the same issuer, and has the shape of an id', () => {
    const { personId } = person({});
    expect(person({ email: 'other@example.com', groups: 'watchers' }).personId).toBe(personId);
    expect(isId(personId)).toBe(true);
  });

  it('is another for another subject or another issuer (one provider speaking for the person of another)', () => {
    const ids = [person({}), person({ sub: 'Alice' }), person({}, { issuer: 'https://id.example.com/' })].map(({ personId }) => personId);
    expect(new Set(ids).size).toBe(3);
  });

  it('tells apart pairs that come to the same text when put together', () => {
    const one = person({ sub: '/alice' }, { issuer: 'https://id.example.com' });
    const other = person({ sub: 'alice' }, { issuer: 'https://id.example.com/' });
    expect(one.personId).not.toBe(other.personId);
  });

  it.each([undefined, '', 7, 'a\0b', '\ud800', 'x'.repeat(256)])('is refused to a subject of %j', (sub) => {
    expect(refusal(() => person({ sub }))).toMatchObject({ code: 'unauthorized', status: 401 });
  });
});

describe('the customer of a person', () => {
  it('is the one that the claim names', () => {
    expect(person({ org: second }).customerId).toBe(second);
  });

  it('is the only one of a provider that needs no claim, whatever a claim of that name says', () => {
    expect(person({ org: second }, { customers: [first], customer_claim: undefined }).customerId).toBe(first);
  });

  it.each([undefined, null, 'C'.repeat(22), [first], { id: first }, 0, '', 'constructor'])('is never one beyond the list of the provider (a claim of %j)', (org) => {
    expect(refusal(() => person({ org }))).toEqual(notEntitled('The JWT names no customer that its provider may speak for.'));
  });
});

describe('the roles of a person', () => {
  it.each([
    ['a list', ['watchers', 'admins', 'others']],
    ['words of a text', 'others watchers admins'],
  ])('are the union of what the values of the claim map to, as %s', (_, groups) => {
    expect(person({ groups }).roles).toEqual(['auditor', 'token_admin']);
  });

  it.each([undefined, null, '', [], 'others', 'ADMINS', ['admins watchers'], [['admins']], { admins: true }, 7, 'constructor', '__proto__ toString', ['hasOwnProperty']])(
    'are never guessed from a claim of %j',
    (groups) => {
      expect(refusal(() => person({ groups }))).toEqual(notEntitled('The JWT names no role that means anything here.'));
    },
  );

  it('do not come from the name of a role of ours: only the mapping gives them (a person who names the group it wants)', () => {
    expect(refusal(() => person({ groups: ['token_admin', 'platform_admin'] }))).toBeInstanceOf(IssuerError);
  });
});

describe('the name of a person', () => {
  it.each<[string, object, string]>([
    ['the claim', {}, 'alice@example.com'],
    ['the subject without the claim', { email: undefined }, 'alice'],
    ['the subject where the claim is no text', { email: ['x'] }, 'alice'],
    ['the subject where the address is not proven (a stranger under the name of another)', { email: 'boss@example.com', email_verified: false }, 'alice'],
    ['the claim without control characters', { email: 'al\u0000ice\u0007\n' }, 'alice'],
  ])('is %s', (_, change, name) => {
    expect(person(change).name).toBe(name);
  });

  it('holds no secret, not even one that a control character hides', () => {
    const secret = mintToken();
    const { name } = person({ email: `${secret.slice(0, 9)}\u0007${secret.slice(9)}` });
    expect(name).toBe('lka_[redacted]');
  });

  it('is always fit to be recorded', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.constantFrom('\ud83d\ude00'.repeat(200), `x${'\ud83d\ude00'.repeat(200)}`, ' \ud800 ', '\t'));
    fc.assert(
      fc.property(anyText, anyText, (email, rest) => {
        expect(fields.name.safeParse(person({ email: email + rest }).name).success).toBe(true);
      }),
    );
  });
});
