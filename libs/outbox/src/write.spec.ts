import { expect, it } from '@jest/globals';
import { alsoWriting, type Write } from './write.js';

const statement = { text: 'insert into b values ($1, $2)', values: ['x', null] };

it('writes stand before the statement, their values behind its own', () => {
  const writes: Write[] = [(place) => `insert into s.a (id, size) values (${place('a')}, ${place(3)})`, (place) => `update s.c set size = 4 where id = ${place('c')}`];
  expect(alsoWriting(writes, statement)).toEqual({
    text: 'with write_0 as (insert into s.a (id, size) values ($3, $4)), write_1 as (update s.c set size = 4 where id = $5) insert into b values ($1, $2)',
    values: ['x', null, 'a', 3, 'c'],
  });
});

it('a statement without writes is as it was', () => {
  expect(alsoWriting([], statement)).toEqual(statement);
});
