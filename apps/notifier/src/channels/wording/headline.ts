import type { Notice, NoticeType } from '../notice.js';
import { times } from './facts.js';
import { fromNow } from './moments.js';

/** One notice in a line, for a subject or a title. */
export function headline(notice: Notice, now: Date): string {
  const name = `"${notice.data.token_name}"`;
  switch (notice.type) {
    case 'token.expiring.v1':
      return isPast(notice.data.expires_at, now) ? `Token ${name} has expired` : `Token ${name} expires ${fromNow(notice.data.expires_at, now)}`;
    case 'token.expired.v1':
      return `Token ${name} has expired`;
    case 'token.unused.v1':
      return `Token ${name} has not been used for ${notice.data.unused_days} days`;
    case 'token.issued.v1':
      return `Token ${name} was issued`;
    case 'token.rotated.v1':
      return `Token ${name} was rotated`;
    case 'token.revoked.v1':
      return `Token ${name} was revoked`;
    case 'token.leaked.v1':
      return `The secret of token ${name} has leaked, and the token is revoked`;
    case 'token.suspended.v1':
      return `Token ${name} was suspended`;
    case 'token.predecessor-used.v1':
      return notice.data.late ? `Token ${name} is still used after its end` : `Token ${name} is still used although it has a successor`;
    case 'token.refused-often.v1':
      return `Token ${name} was refused ${times(notice.data.count)}`;
  }
}

const isPast = (instant: string, now: Date): boolean => Date.parse(instant) <= now.getTime();

/** What is said of several of a type, the most urgent first: after "3 tokens". */
export const groups: Readonly<Record<NoticeType, { readonly one: string; readonly many: string }>> = {
  'token.leaked.v1': { one: 'has leaked and is revoked', many: 'have leaked and are revoked' },
  'token.expired.v1': { one: 'has expired', many: 'have expired' },
  'token.expiring.v1': { one: 'expires soon', many: 'expire soon' },
  'token.predecessor-used.v1': { one: 'is still used although it has a successor', many: 'are still used although they have successors' },
  'token.refused-often.v1': { one: 'was refused often', many: 'were refused often' },
  'token.suspended.v1': { one: 'was suspended', many: 'were suspended' },
  'token.revoked.v1': { one: 'was revoked', many: 'were revoked' },
  'token.rotated.v1': { one: 'was rotated', many: 'were rotated' },
  'token.unused.v1': { one: 'is not used', many: 'are not used' },
  'token.issued.v1': { one: 'was issued', many: 'were issued' },
};
