import { describe, expect, it } from '@jest/globals';
import { credentialsOf } from './credentials.js';

describe('credentialsOf', () => {
  it.each([
    ['nothing', {}, undefined],
    ['a bearer token', { authorization: 'Bearer abc' }, 'abc'],
    ['the scheme in any case', { authorization: 'bEARER  abc ' }, 'abc'],
    ['the key of Fastly’s clients', { 'fastly-key': 'abc' }, 'abc'],
    ['both, when they agree', { authorization: 'Bearer abc', 'fastly-key': 'abc' }, 'abc'],
    ['another scheme', { authorization: 'Basic abc' }, undefined],
    ['another scheme beside a key', { authorization: 'Basic abc', 'fastly-key': 'key' }, 'key'],
  ])('reads %s', (_, headers, expected) => {
    expect(credentialsOf(headers)).toBe(expected);
  });

  it.each([
    ['two different tokens', { authorization: 'Bearer abc', 'fastly-key': 'def' }],
    ['a bearer without a token', { authorization: 'Bearer' }],
    ['a bearer with two tokens', { authorization: 'Bearer a b' }],
  ])('refuses %s as a request that means nothing', (_, headers) => {
    expect(() => credentialsOf(headers)).toThrow(expect.objectContaining({ code: 'invalid_request', status: 400 }));
  });
});
