import { expect, it } from '@jest/globals';
import { judgeServer } from './database.check.js';

it('tells a server that takes writes from one that does not', () => {
  expect(judgeServer({ version: '18.4', standby: false })).toMatchObject({ level: 'ok', text: 'Postgres 18.4 answers and takes writes' });
  expect(judgeServer({ version: '18.4', standby: true })).toMatchObject({ level: 'fail', text: 'DATABASE_URL leads to a standby, which takes no writes' });
});
