import { describe, expect, it } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import { z } from 'zod';
import { RuntimeError } from '../errors/runtime-error.js';
import { InputPipe } from './input.pipe.js';

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  count: z.int().min(1).max(3).optional(),
  kind: z.enum(['a', 'b']).optional(),
  when: z.iso.datetime().optional(),
  id: z.string().regex(/^x$/).optional(),
  list: z.array(z.strictObject({ inner: z.string() })).max(2).optional(),
  labels: z.record(z.string().max(3), z.string()).optional(),
  either: z.union([z.literal('p'), z.literal(4)]).optional(),
  even: z.number().multipleOf(2).optional(),
  checked: z.string().refine((text) => text === 'yes', { error: 'says yes' }).optional(),
  token: z.string().optional(),
});
const pipe = new InputPipe(schema, ['token']);

function failure(input: unknown): RuntimeError {
  try {
    pipe.transform(input);
  } catch (error) {
    if (error instanceof RuntimeError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('InputPipe', () => {
  it('gives back what the schema makes of the input', () => {
    expect(pipe.transform({ name: 'ok' })).toEqual({ name: 'ok' });
  });

  it.each<[string, object, string, string]>([
    ['a missing field', {}, '/name', 'expected a string'],
    ['a wrong type', { name: 5 }, '/name', 'expected a string'],
    ['too long a text', { name: 'marker' }, '/name', 'expected a length of at most 5'],
    ['too short a text', { name: '' }, '/name', 'expected a length of at least 1'],
    ['too large a number', { name: 'a', count: 9 }, '/count', 'expected at most 3'],
    ['a fraction', { name: 'a', count: 1.5 }, '/count', 'expected an integer'],
    ['an unknown choice', { name: 'a', kind: 'marker' }, '/kind', 'expected one of a, b'],
    ['no instant', { name: 'a', when: 'marker' }, '/when', 'expected a valid datetime'],
    ['a wrong pattern', { name: 'a', id: 'marker' }, '/id', 'has the wrong format'],
    ['an unknown field', { name: 'a', marker: 1 }, '', 'has a field that is not known'],
    ['unknown fields', { name: 'a', marker: 1, marker2: 1 }, '', 'has 2 fields that are not known'],
    ['a wrong place deep inside', { name: 'a', list: [{ inner: 'b' }, { inner: 1 }] }, '/list/1/inner', 'expected a string'],
    ['too many elements', { name: 'a', list: [{ inner: 'b' }, { inner: 'b' }, { inner: 'b' }] }, '/list', 'expected a count of at most 2'],
    ['a wrong value under a key of the caller', { name: 'a', labels: { mrk: 1 } }, '/labels', 'expected a string'],
    ['a wrong key of the caller', { name: 'a', labels: { marker: 'a' } }, '/labels', 'has a key of the wrong form'],
    ['none of a union', { name: 'a', either: 'marker' }, '/either', 'matches none of the accepted forms'],
    ['no multiple', { name: 'a', even: 3 }, '/even', 'expected a multiple of 2'],
    ['a rule of our own', { name: 'a', checked: 'marker' }, '/checked', 'says yes'],
  ])('says where and why for %s, without repeating it', (_, input, pointer, detail) => {
    const error = failure(input);
    expect(error.code).toBe('invalid_request');
    expect(error.errors).toEqual([{ pointer, detail }]);
    expect(JSON.stringify(error.errors)).not.toMatch(/marker|mrk/);
  });

  it.each([undefined, null, 'text', 5, []])('refuses %p as a whole', (input) => {
    expect(failure(input).errors).toEqual([{ pointer: '', detail: 'expected an object' }]);
  });

  it('names at most 20 places', () => {
    const labels = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [String(index), 1]));
    expect(failure({ name: 'a', labels }).errors).toHaveLength(20);
  });

  it.each<[string, (secret: string) => unknown]>([
    ['in a value', (secret) => ({ name: secret })],
    ['within a text', (secret) => ({ name: `see ${secret}!` })],
    ['as a key', (secret) => ({ name: 'a', labels: { [secret]: 'x' } })],
    ['in an unknown field', (secret) => ({ name: 'a', other: { deep: [[{ er: secret }]] } })],
    ['in a field that holds a token only at the top', (secret) => ({ name: 'a', list: [{ token: secret }] })],
    ['100,000 levels deep', (secret) => Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], secret)],
  ])('invariant 1: refuses a secret %s', (_, make) => {
    const secret = mintToken();
    const error = failure(make(secret));
    expect(error.code).toBe('contains_secret');
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain(secret);
  });

  it('takes a token where one is meant to be', () => {
    const token = mintToken();
    expect(pipe.transform({ name: 'a', token })).toEqual({ name: 'a', token });
  });

  it('takes one in each element of a list where it is meant to be, and nowhere else in it (invariant 1)', () => {
    const lists = new InputPipe(z.looseObject({}), ['list[].token']);
    const token = mintToken();
    expect(lists.transform({ list: [{ token }, { token }] })).toEqual({ list: [{ token }, { token }] });
    const elsewhere = [{ token }, { list: { token } }, { list: [token] }, { list: [{ other: token }] }, { list: [{ token: 'x', inner: [{ token }] }] }, [{ token }], { 'list[].token': [token] }];
    for (const input of elsewhere) expect(() => lists.transform(input)).toThrow(expect.objectContaining({ code: 'contains_secret' }));
  });
});
