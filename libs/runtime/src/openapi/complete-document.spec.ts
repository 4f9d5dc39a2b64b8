import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { completeDocument } from './complete-document.js';

type Json = Record<string, unknown>;

const taken = { status: 409, title: 'Taken', meaning: 'The name is taken.', advice: 'Choose another.' };
const made = { description: 'The thing.', headers: { Location: { schema: { type: 'string' } } }, content: { 'application/json': { example: {} } } };

function complete(operation: Json, { hasDatabase = true, callerProblems = {} } = {}): { operation: Json & { responses: Record<string, Json> }; document: OpenAPIObject } {
  const whole = { operationId: 'makeThing', tags: ['things'], parameters: [], responses: { 201: made }, ...operation };
  const given = { openapi: '3.1.1', info: { title: 'things', version: '1' }, paths: { '/things': { post: whole } }, components: { securitySchemes: {} } };
  const document = completeDocument(given as unknown as OpenAPIObject, { hasDatabase, callerProblems });
  return { operation: document.paths['/things']?.post as unknown as Json & { responses: Record<string, Json> }, document };
}

const codesOf = (response: Json | undefined) => Object.keys((response?.content as { 'application/problem+json': { examples: object } })['application/problem+json'].examples);

describe('completeDocument', () => {
  it('says who may call an operation, and what it takes', () => {
    const marked = complete({ 'x-permission:thing:write': true, 'x-permission:thing:read': true }).operation;
    expect(marked).toMatchObject({
      summary: 'Make thing',
      description: 'Takes a token that holds `thing:read` and `thing:write`.',
      security: [{ bearer: [] }, { 'fastly-key': [] }],
      'x-permissions': ['thing:read', 'thing:write'],
    });
    expect(complete({}).operation).toMatchObject({ description: 'Takes any live token.', security: [{ bearer: [] }, { 'fastly-key': [] }] });
    expect(complete({ 'x-open': true }).operation).toMatchObject({ description: 'Open to anyone.', security: [] });
  });

  it('leaves a description that is there', () => {
    expect(complete({ operationId: 'makeThing2' }).operation).toMatchObject({ summary: 'Make thing' });
    expect(complete({ summary: 'Make it', description: 'By hand.' }).operation).toMatchObject({ summary: 'Make it', description: 'By hand.' });
    expect(complete({ summary: '', description: 'By hand.' }).operation).toMatchObject({ summary: 'Make thing', description: 'By hand.' });
  });

  it('takes off the marks', () => {
    const { operation } = complete({ 'x-open': true, 'x-permission:thing:write': true, 'x-problem:taken': taken });
    expect(Object.keys(operation).filter((key) => key.startsWith('x-'))).toEqual(['x-permissions']);
  });

  it('gives each status one response that narrows the problem to its codes', () => {
    const { responses } = complete({ 'x-problem:taken': taken }).operation;
    expect(Object.keys(responses)).toEqual(['201', '400', '401', '409', '429', '500', '503']);
    expect(responses[409]).toMatchObject({
      description: '- `taken`: The name is taken.',
      content: {
        'application/problem+json': {
          schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { status: { const: 409 }, code: { enum: ['taken'] } } }] },
          examples: { taken: { $ref: '#/components/examples/taken' } },
        },
      },
    });
    expect(codesOf(responses[503])).toEqual(['database_unavailable', 'not_ready']);
  });

  it('knows no database where there is none, and none for health', () => {
    expect(codesOf(complete({}, { hasDatabase: false }).operation.responses[503])).toEqual(['not_ready']);
    expect(complete({ 'x-open': true, tags: ['health'] }).operation.responses).not.toHaveProperty('503');
  });

  it('names what the service refuses callers for, where it takes one', () => {
    const stranger = { stranger: { status: 403, title: 'Stranger', meaning: 'Nobody knows you.', advice: 'Introduce yourself.' } };
    expect(codesOf(complete({}, { callerProblems: stranger }).operation.responses[403])).toEqual(['stranger']);
    expect(complete({ 'x-open': true }, { callerProblems: stranger }).operation.responses).not.toHaveProperty('403');
  });

  it('shows one problem of each code', () => {
    expect(complete({ 'x-problem:taken': taken }).document.components?.examples).toMatchObject({
      taken: { summary: 'Taken', value: { type: 'urn:latchkey:error:taken', status: 409, code: 'taken', detail: 'The name is taken.' } },
      internal: { value: { status: 500 } },
    });
  });

  it('describes the headers', () => {
    const { responses } = complete({ 'x-permission:thing:write': true }).operation;
    const headersOf = (status: number) => Object.keys(responses[status]?.headers as object);
    expect(headersOf(201)).toEqual(['X-Request-Id', 'RateLimit-Policy', 'RateLimit', 'Location']);
    expect(headersOf(401)).toEqual(['X-Request-Id', 'WWW-Authenticate']);
    expect(headersOf(403)).toContain('WWW-Authenticate');
    expect(headersOf(429)).toContain('Retry-After');
    expect(headersOf(503)).toContain('Retry-After');
  });

  it('keeps an answer of the route’s own beside the problem of the same status', () => {
    const { responses } = complete({ requestBody: {}, responses: { 201: made, 400: { description: 'As OAuth has it.', content: { 'application/json': { example: {} } } } } }).operation;
    expect(responses[400]).toMatchObject({ description: expect.stringMatching(/^As OAuth has it\.\n\n- `invalid_json`/) });
    expect(Object.keys(responses[400]?.content as object)).toEqual(['application/json', 'application/problem+json']);
  });
});
