export { CallersInKeyring } from './callers-in-keyring.js';
export { Keyring } from './keyring.js';
export { grantOf } from './keyring-entry.js';
export type { KeyringEntry } from './keyring-entry.js';
export type { KeyringOptions } from './keyring-options.js';
export { KeyringModule } from './keyring.module.js';
export type { IndexedState } from './token-index/indexed-state.js';
export { TokenIndex } from './token-index/token-index.js';
