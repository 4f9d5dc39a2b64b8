/** An error in a few words. What wraps another says less than that one. */
export function reasonOf(error: unknown): string {
  const { name, message, cause, errors } = (error ?? {}) as Partial<AggregateError>;
  if (name === 'TimeoutError') return 'no answer in time';
  const inner: unknown = cause ?? errors?.[0];
  return inner === undefined ? message || String(error) : reasonOf(inner);
}
