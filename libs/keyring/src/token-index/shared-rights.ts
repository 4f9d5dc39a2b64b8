import { CompiledRights, type Rights } from '@latchkey/access';

/** Rights that many tokens have, as they were written and ready to be asked. */
export class SharedRights {
  readonly written: Rights;
  readonly compiled: CompiledRights;

  constructor({ permissions, services, workspaces, networks }: Rights) {
    this.written = { permissions, services, workspaces, networks };
    this.compiled = new CompiledRights(this.written);
  }
}
