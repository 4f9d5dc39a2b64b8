import { describe, expect, it } from '@jest/globals';
import { QueryFailedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { isDatabaseUnavailable } from './database-unavailable.js';

const coded = (code: string, name = 'Error'): Error => Object.assign(new Error('…'), { code, name });

describe('isDatabaseUnavailable', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['a lost connection', new Error('Connection terminated unexpectedly')],
    ['a server going down', coded('57P01', 'error')],
    ['a failed connection', coded('08006', 'error')],
    ['no free connection', coded('53300', 'error')],
    ['a pool that waited too long', new Error('timeout exceeded when trying to connect')],
    ['a transaction that was left idle for too long', coded('25P03', 'error')],
    ['a connection that was lost in the middle of a transaction', new QueryRunnerProviderAlreadyReleasedError()],
    ['any of these inside a failed query', new QueryFailedError('SELECT 1', [], coded('57P03'))],
  ])('sees %s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it.each([
    ['a broken constraint', new QueryFailedError('INSERT', [], coded('23505', 'error'))],
    ['a wrong password', coded('28P01', 'error')],
    ['a broker that is away', coded('ECONNREFUSED', 'KafkaJSConnectionError')],
    ['no error at all', 'ECONNREFUSED'],
  ])('does not mistake %s for it', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});
