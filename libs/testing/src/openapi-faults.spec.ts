import { describe, expect, it } from '@jest/globals';
import { openApiFaults } from './openapi-faults.js';

const sound = {
  operationId: 'listThings',
  summary: 'List things',
  description: 'Open to anyone.',
  tags: ['things'],
  security: [],
  parameters: [{ name: 'limit', in: 'query', description: 'how many', schema: { type: 'integer' } }],
  responses: {
    200: { description: 'The things.', content: { 'application/json': { schema: { type: 'array' }, example: [] } } },
    500: { description: 'A problem.', content: { 'application/problem+json': { schema: { type: 'object' }, examples: { internal: { value: {} } } } } },
  },
};
const faultsOf = (operation: object, others: object = {}) =>
  openApiFaults({ openapi: '3.1.1', info: { title: 'things', version: '1' }, paths: { '/things': { get: { ...sound, ...operation }, ...others } } });

describe('openApiFaults', () => {
  it('finds none in a sound document', async () => {
    expect(await faultsOf({})).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['an operation without a summary', { summary: undefined }, 'listThings: is not described'],
    ['one without a tag', { tags: [] }, 'listThings: has no tag'],
    ['one that leaves open who may call it', { security: undefined }, 'listThings: does not say who may call it'],
    ['a parameter that is not described', { parameters: [{ name: 'limit', in: 'query', schema: {} }] }, 'listThings: the parameter limit is not described'],
    ['one without an error', { responses: { 200: sound.responses[200] } }, 'listThings: has no error'],
    ['one without an answer', { responses: { 500: sound.responses[500] } }, 'listThings: has no answer'],
    ['a default answer', { responses: { ...sound.responses, default: { description: 'Else.' } } }, 'listThings: hides answers behind a default'],
    ['an answer that is not described', { responses: { ...sound.responses, 204: { description: '' } } }, 'listThings: 204 is not described'],
    [
      'an answer without an example',
      { responses: { ...sound.responses, 201: { description: 'Made.', content: { 'application/json': { schema: {} } } } } },
      'listThings: 201 has no example of application/json',
    ],
  ])('finds %s', async (_, operation, fault) => {
    expect(await faultsOf(operation)).toEqual([fault]);
  });

  it('finds two operations of one name', async () => {
    expect(await faultsOf({}, { post: sound })).toEqual(['listThings: is the name of two operations']);
  });

  it('finds what is no OpenAPI', async () => {
    expect(await faultsOf({ parameters: [{ name: 'limit', description: 'how many' }] })).toEqual([expect.stringMatching(/^invalid: /)]);
  });
});
