import { BeginningFailedError } from './kafka.errors.js';

/** What kafkajs says is not to be tried again by itself, and passes all the same: it had no answer in its time, or from no broker that it knew. */
const passing = new Set(['KafkaJSNumberOfRetriesExceeded', 'KafkaJSGroupCoordinatorNotFound', 'KafkaJSTimeout', 'KafkaJSLockTimeout']);

/**
 * Whether starting over may mend what ended a consumer: what kafkajs calls retriable at its root, such as a broker that is away or a topic not made yet. Missing
 * rights and faults in code are not, save a handler's, which is asked again.
 */
export function mayRecover(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof BeginningFailedError) return true;
  if (error.cause instanceof Error) return mayRecover(error.cause);
  return (error as { retriable?: unknown }).retriable === true || passing.has(error.name);
}
