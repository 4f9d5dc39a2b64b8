import { describe, expect, it } from '@jest/globals';
import { oauthErrorOf, oauthStatusOf } from './oauth-error.js';
import { RuntimeError, runtimeErrors, type RuntimeErrorCode } from './runtime-error.js';

describe('oauthErrorOf', () => {
  it.each<[RuntimeErrorCode, string]>([
    ['invalid_request', 'invalid_request'],
    ['unsupported_media_type', 'invalid_request'],
    ['contains_secret', 'invalid_request'],
    ['unauthorized', 'invalid_client'],
    ['insufficient_scope', 'insufficient_scope'],
    ['internal', 'server_error'],
    ['database_unavailable', 'temporarily_unavailable'],
  ])('names %s %s', (code, error) => {
    expect(oauthErrorOf(new RuntimeError(code))).toMatchObject({ error });
  });

  it('says of each error only what RFC 6749 lets stand in a description', () => {
    for (const code of Object.keys(runtimeErrors) as RuntimeErrorCode[]) {
      expect(oauthErrorOf(new RuntimeError(code)).error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
    }
    expect(oauthErrorOf(new RuntimeError('internal', { detail: 'it’s "so"' })).error_description).toBe("it's 'so'");
  });

  it('names the places that are wrong', () => {
    const errors = [{ pointer: '/token', detail: 'expected a string' }, { pointer: '', detail: 'expected an object' }];
    expect(oauthErrorOf(new RuntimeError('invalid_request', { errors })).error_description).toBe('token: expected a string; the form: expected an object');
  });

  it('says of a body of another type what it takes', () => {
    expect(oauthErrorOf(new RuntimeError('unsupported_media_type')).error_description).toBe('The body is not a form (`application/x-www-form-urlencoded`).');
    expect(oauthErrorOf({ code: 'not_entitled', status: 403, detail: 'x' })).toMatchObject({ error: 'unauthorized_client' });
  });

  it('answers what cannot be taken as a bad request', () => {
    expect([422, 400, 401, 503].map(oauthStatusOf)).toEqual([400, 400, 401, 503]);
  });
});
