export interface KeyringOptions {
  /** How old what is known may be; 0 sets no bound. */
  readonly staleAfterSeconds: number;
  /** Beyond the bound: `closed` refuses, `open` answers all the same. */
  readonly onStale: 'closed' | 'open';
}

export const KEYRING_OPTIONS = Symbol('KEYRING_OPTIONS');

/** For services that only need to know their callers. */
export const noBound: KeyringOptions = { staleAfterSeconds: 0, onStale: 'closed' };
