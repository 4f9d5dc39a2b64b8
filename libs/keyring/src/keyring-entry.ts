import type { CompiledGrant } from '@latchkey/access';
import type { TokenState } from '@latchkey/contracts';

/** A token as it was last read. */
export interface KeyringEntry {
  readonly state: TokenState;
  readonly grant: CompiledGrant;
  /** A later record of this token could not be read, so what holds for it now is not known: it is to be refused. */
  readonly unreadable: boolean;
}
