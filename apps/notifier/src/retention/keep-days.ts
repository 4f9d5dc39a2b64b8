/** For how many days what was told stays on record is provided under this token. */
export const KEEP_DAYS = Symbol('KEEP_DAYS');
