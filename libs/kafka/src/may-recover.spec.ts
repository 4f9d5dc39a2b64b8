import { expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { BeginningFailedError } from './kafka.errors.js';
import { mayRecover } from './may-recover.js';

const { KafkaJSBrokerNotFound, KafkaJSConnectionError, KafkaJSGroupCoordinatorNotFound, KafkaJSNonRetriableError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError, KafkaJSSASLAuthenticationError, KafkaJSTimeout } = kafkajs;

/** Its types leave out what all of these take. */
const says = (kind: new (...args: never[]) => Error, message: string): Error => new (kind as unknown as new (message: string) => Error)(message);
const unavailable = new KafkaJSProtocolError(Object.assign(new Error('no leader'), { retriable: true }));
const unauthorized = new KafkaJSProtocolError(Object.assign(new Error('not allowed'), { retriable: false }));
const gaveUp = (cause: Error): Error => new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 4, retryTime: 1000 });

it.each([
  says(KafkaJSBrokerNotFound, 'no broker in the pool'),
  says(KafkaJSConnectionError, 'refused'),
  says(KafkaJSGroupCoordinatorNotFound, 'no broker knew of one'),
  says(KafkaJSTimeout, 'the lock was not given'),
  unavailable,
  gaveUp(unavailable),
  new BeginningFailedError('reader'),
])('starting over may mend %s', (error) => {
  expect(mayRecover(error)).toBe(true);
});

it.each([unauthorized, gaveUp(unauthorized), says(KafkaJSSASLAuthenticationError, 'wrong password'), says(KafkaJSNonRetriableError, 'a fault in code'), new TypeError('a fault in ours'), 'no error'])(
  'nothing but an operator mends %s',
  (error) => {
    expect(mayRecover(error)).toBe(false);
  },
);
