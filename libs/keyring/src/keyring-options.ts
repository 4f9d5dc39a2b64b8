export interface KeyringOptions {
  /** How old what is known may be; 0 sets no bound. */
  readonly staleAfterSeconds: number;
  /** Beyond the bound: `closed` refuses, `open` answers all the same. */
  readonly onStale: 'closed' | 'open';
  /** Keeps the names of tokens, for services that write down who called; they take more room than all else of a token. */
  readonly names: boolean;
  /** Saves what is known in a file, and reads on from there at the next start; absent: token-state is read from the start each time. Not with names. */
  readonly snapshot?: SnapshotOptions | undefined;
}

export interface SnapshotOptions {
  /** Of this instance alone. Whoever can write the file can make tokens. */
  readonly path: string;
  readonly everySeconds: number;
}

export const KEYRING_OPTIONS = Symbol('KEYRING_OPTIONS');

/** For services that only need to know their callers. */
export const noBound: KeyringOptions = { staleAfterSeconds: 0, onStale: 'closed', names: false };
