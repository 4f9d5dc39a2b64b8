/** The caller's input made a record that Kafka would refuse for ever; whoever speaks to the caller answers 422. */
export class RecordTooLargeError extends Error {
  readonly code = 'record_too_large';

  constructor(
    readonly sizeBytes: number,
    readonly limitBytes: number,
  ) {
    super(`A record of ${sizeBytes} bytes exceeds the limit of ${limitBytes} bytes.`);
    this.name = 'RecordTooLargeError';
  }
}

/** The database session that held the relay's lock is gone, and the right to relay with it. */
export class SessionLostError extends Error {
  constructor(options?: ErrorOptions) {
    super('The database session of the relay is lost.', options);
    this.name = 'SessionLostError';
  }
}

/** A service relays the outbox that is to stand still. */
export class RelayRunsError extends Error {
  constructor(readonly schema: string) {
    super(`The ${schema} runs: stop every instance of it first.`);
    this.name = 'RelayRunsError';
  }
}
