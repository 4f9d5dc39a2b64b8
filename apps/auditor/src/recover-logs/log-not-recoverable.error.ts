/** A log that cannot be brought to where it was: what it lacks does not stand on Kafka as it was. */
export class LogNotRecoverableError extends Error {
  constructor(
    readonly log: string,
    readonly reason: string,
  ) {
    super(`${log}: ${reason}`);
    this.name = 'LogNotRecoverableError';
  }
}
