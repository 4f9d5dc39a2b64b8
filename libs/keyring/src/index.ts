export { CallersInKeyring } from './callers-in-keyring.js';
export { Keyring } from './keyring.js';
export { grantOf } from './keyring-entry.js';
export type { KeyringEntry } from './keyring-entry.js';
export type { KeyringOptions } from './keyring-options.js';
export { KeyringModule } from './keyring.module.js';
