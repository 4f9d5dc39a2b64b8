import { expect, it } from '@jest/globals';
import { factOf, Ledger } from './ledger.js';

it('a ledger keeps every write in order, and knows which tokens live, are revoked, or may be either', () => {
  const ledger = new Ledger();
  const [kept, doomed, gone, brief] = ['kept', 'doomed', 'gone'].map((id) => ledger.issued({ id, secret: `of ${id}`, sequence: 1 }, 10)).concat(ledger.issued({ id: 'brief', secret: 's', sequence: 1, expiresAt: 99 }, 11));
  if (!kept || !doomed || !gone || !brief) throw new Error('four were issued');
  ledger.updated(kept, 2, 12);
  for (const token of [doomed, gone]) ledger.doom(token);
  ledger.revokedAt(gone, 2, 13);
  expect(ledger.live).toEqual([kept]);
  expect(ledger.revoked).toEqual([gone]);
  expect(ledger.shortLived).toEqual([brief]);
  expect(kept).toMatchObject({ sequence: 2, doomed: false });
  expect(gone).toMatchObject({ sequence: 2, doomed: true, revokedAt: 13 });
  expect(ledger.writes.map((write) => `${write.at} ${factOf(write)}`)).toEqual([
    '10 token.issued kept@1',
    '10 token.issued doomed@1',
    '10 token.issued gone@1',
    '11 token.issued brief@1',
    '12 token.updated kept@2',
    '13 token.revoked gone@2',
  ]);
});
