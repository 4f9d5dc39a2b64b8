/** Erasing the records of a customer that still acts would leave its tokens at work without a trace of what they did. */
export class CustomerNotErasedError extends Error {
  constructor(customerId: string) {
    super(`no log tells that the issuer has erased customer ${customerId}: have it erased there first, or say --anyway`);
  }
}
