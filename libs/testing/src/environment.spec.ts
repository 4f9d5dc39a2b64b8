import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { databaseUrl, kafkaBrokers, uniquePrefix } from './environment.js';

const given = { ...process.env };
const restore = (): void => {
  process.env = { ...given };
};

beforeEach(restore);
afterEach(restore);

describe('the environment of a test', () => {
  it('is DATABASE_URL and KAFKA_BROKERS', () => {
    process.env['DATABASE_URL'] = 'postgres://localhost/postgres';
    process.env['KAFKA_BROKERS'] = 'one:9092,two:9092';
    expect(databaseUrl()).toBe('postgres://localhost/postgres');
    expect(kafkaBrokers()).toEqual(['one:9092', 'two:9092']);
  });

  it('says how to get what is missing', () => {
    delete process.env['DATABASE_URL'];
    process.env['KAFKA_BROKERS'] = '';
    expect(databaseUrl).toThrow('DATABASE_URL is not set: run through npm test or set DATABASE_URL and KAFKA_BROKERS');
    expect(kafkaBrokers).toThrow('KAFKA_BROKERS is not set: run through npm test or set DATABASE_URL and KAFKA_BROKERS');
  });
});

describe('uniquePrefix', () => {
  it('is a legal start of a topic name that no other call gets', () => {
    expect(uniquePrefix()).toMatch(/^t[0-9a-f]{16}\.$/);
    expect(uniquePrefix()).not.toBe(uniquePrefix());
  });
});
