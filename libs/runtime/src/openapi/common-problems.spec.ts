import { describe, expect, it } from '@jest/globals';
import { commonProblems } from './common-problems.js';

const bare = { open: true, permissions: [], hasBody: false, rawBody: false, hasParameters: false, hasDatabase: false };

describe('commonProblems', () => {
  it.each([
    ['any route', {}, []],
    ['a route that takes a caller', { open: false }, ['invalid_request', 'unauthorized', 'rate_limited', 'not_ready']],
    [
      'a route that takes permissions',
      { open: false, permissions: ['token:read'] },
      ['invalid_request', 'unauthorized', 'rate_limited', 'not_ready', 'insufficient_scope'],
    ],
    ['a route that reads raw bodies', { hasBody: true, rawBody: true }, ['invalid_json', 'body_too_large', 'unsupported_media_type', 'invalid_request']],
    ['a route with a body', { hasBody: true }, ['invalid_json', 'body_too_large', 'unsupported_media_type', 'invalid_request', 'contains_secret']],
    ['a route with parameters', { hasParameters: true }, ['invalid_request', 'contains_secret']],
    ['a route of a service with a database', { hasDatabase: true }, ['database_unavailable']],
  ])('of %s', (_, route, codes) => {
    expect(commonProblems({ ...bare, ...route })).toEqual(['internal', ...codes]);
  });
});
