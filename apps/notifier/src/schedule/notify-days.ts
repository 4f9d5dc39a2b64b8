/** The days before expiry at which to warn where a token names none are provided under this token. */
export const NOTIFY_DAYS = Symbol('NOTIFY_DAYS');
