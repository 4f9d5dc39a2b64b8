/** What one code always means; the table of a service is a `Record<Code, ErrorKind>`, so the compiler misses none. */
export interface ErrorKind {
  readonly status: number;
  readonly title: string;
  /** When it is answered. */
  readonly meaning: string;
  /** For its page in docs/errors: what the caller can do. */
  readonly advice: string;
}

/** A place in the request's body or query that is wrong, in our own words. */
export interface InputError {
  /** RFC 6901, as far as its names are ours. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ErrorExtra {
  /** For the caller: never holds what it sent. */
  readonly detail?: string;
  /** Answer headers: `www-authenticate`, `allow`, `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly InputError[];
  /** For the log only. */
  readonly cause?: unknown;
}

/** An answer other than the one asked for. Everything on it but `cause` and `stack` goes to the caller. */
export abstract class ApiError extends Error {
  abstract readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly InputError[] | undefined;

  constructor(kind: ErrorKind, extra: ErrorExtra = {}) {
    super(extra.detail ?? kind.title, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = new.target.name;
    this.status = kind.status;
    this.title = kind.title;
    this.detail = extra.detail ?? kind.meaning;
    this.headers = extra.headers ?? {};
    this.errors = extra.errors;
  }
}
