export type AccessErrorCode =
  | 'unknown_role'
  | 'unknown_scope'
  | 'invalid_cidr'
  | 'invalid_instant'
  | 'empty_window'
  | 'contradictory_limit'
  | 'invalid_catalogue';

/** `message` is fit for the caller: it names the place that is wrong, never what stands there. */
export class AccessError extends Error {
  override readonly name = 'AccessError';

  constructor(
    readonly code: AccessErrorCode,
    message: string,
  ) {
    super(message);
  }
}
