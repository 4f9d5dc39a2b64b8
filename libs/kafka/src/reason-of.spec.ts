import { describe, expect, it } from '@jest/globals';
import { reasonOf } from './reason-of.js';

const named = (name: string, cause?: Error): Error => Object.assign(new Error('what it says', { cause }), { name });

describe('reasonOf', () => {
  it('says what else a missing coordinator may mean', () => {
    expect(reasonOf(named('KafkaJSGroupCoordinatorNotFound'))).toMatch(/^KafkaJSGroupCoordinatorNotFound: what it says: .*no right to the group/);
  });

  it('finds it beneath another', () => {
    expect(reasonOf(named('KafkaJSNonRetriableError', named('KafkaJSConnectionClosedError')))).toMatch(/wants a log-in/);
  });

  it.each([[named('KafkaJSConnectionError'), 'KafkaJSConnectionError: what it says'], ['a text', 'a text']])('is else what it says', (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });
});
