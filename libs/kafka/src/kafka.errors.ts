/** Another producer has opened the same transactional id since: this one may send nothing more. */
export class FencedError extends Error {
  readonly code = 'fenced';

  constructor(options?: ErrorOptions) {
    super('Another producer of this transactional id has taken over.', options);
    this.name = 'FencedError';
  }
}

/** A send is said to have succeeded, and a partition was left out of it. */
export class SentInPartError extends Error {
  readonly code = 'sent_in_part';

  constructor(place: string) {
    super(`What was sent to ${place} was not acknowledged.`);
    this.name = 'SentInPartError';
  }
}

/** A handler did not take that reading begins; it is asked again. */
export class BeginningFailedError extends Error {
  readonly code = 'beginning_failed';

  constructor(consumer: string, options?: ErrorOptions) {
    super(`The handler of ${consumer} failed before reading began.`, options);
    this.name = 'BeginningFailedError';
  }
}

/** A consumer ended for a reason that trying again does not mend, such as missing rights. */
export class ConsumerCrashedError extends Error {
  readonly code = 'consumer_crashed';

  constructor(consumer: string, options?: ErrorOptions) {
    super(`The consumer ${consumer} cannot go on.`, options);
    this.name = 'ConsumerCrashedError';
  }
}

/** A change of a topic that would break its readers. */
export class TopicConflictError extends Error {
  readonly code = 'topic_conflict';

  constructor(topic: string, why: string) {
    super(`${topic}: ${why}`);
    this.name = 'TopicConflictError';
  }
}
