import { expect, it } from '@jest/globals';
import { alsoInserting } from './new-row.js';

const statement = { text: 'insert into b values ($1, $2)', values: ['x', null] };

it('new rows stand before the statement, their values behind its own', () => {
  const rows = [
    { table: 's.a', columns: { id: 'a', size: 3 } },
    { table: 's.c', columns: { id: 'c' } },
  ];
  expect(alsoInserting(rows, statement)).toEqual({
    text: 'with new_row_0 as (insert into s.a (id, size) values ($3, $4)), new_row_1 as (insert into s.c (id) values ($5)) insert into b values ($1, $2)',
    values: ['x', null, 'a', 3, 'c'],
  });
});

it('a statement without new rows is as it was', () => {
  expect(alsoInserting([], statement)).toEqual(statement);
});
