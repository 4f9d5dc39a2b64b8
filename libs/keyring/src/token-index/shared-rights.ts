import { CompiledRights, type Rights } from '@latchkey/access';
import { Interned } from './interned.js';

/** Rights that many tokens have, as they were written and ready to be asked. */
export class SharedRights {
  readonly written: Rights;
  readonly compiled: CompiledRights;

  constructor({ permissions, services, workspaces, networks }: Rights) {
    this.written = { permissions, services, workspaces, networks };
    this.compiled = new CompiledRights(this.written);
  }

  /** Whether these are written the same. */
  are({ permissions, services, workspaces, networks }: Rights): boolean {
    const { written } = this;
    return (
      sameList(written.permissions, permissions) &&
      sameList(written.services, services) &&
      sameList(written.workspaces, workspaces) &&
      sameList(written.networks, networks)
    );
  }
}

/** How many guesses are kept. */
const guesses = 4096;

/** All different rights, each once and for as long as a token has them. */
export class RightsPool {
  private readonly interned = new Interned<SharedRights>();
  /** Where rights of such a shape were found last, plus 1: comparing is quicker than writing them down to look them up. A wrong guess only takes longer. */
  private readonly guessed = new Int32Array(guesses);

  get size(): number {
    return this.interned.size;
  }

  /** The number of these rights, with one holder more. */
  hold(rights: Rights): number {
    const guess = shapeOf(rights) & (guesses - 1);
    const known = (this.guessed[guess] as number) - 1;
    if (this.interned.has(known) && this.interned.value(known).are(rights)) return this.interned.holdAgain(known);
    const number = this.interned.hold(keyOf(rights), () => new SharedRights(rights));
    this.guessed[guess] = number + 1;
    return number;
  }

  has(number: number): boolean {
    return this.interned.has(number);
  }

  holdAgain(number: number, more: number): void {
    this.interned.holdAgain(number, more);
  }

  value(number: number): SharedRights {
    return this.interned.value(number);
  }

  /** The rights that the number stands for, as they were written. */
  written(number: number): Rights | undefined {
    return this.interned.has(number) ? this.interned.value(number).written : undefined;
  }

  get end(): number {
    return this.interned.end;
  }

  pin(): void {
    this.interned.pin();
  }

  unpin(): void {
    this.interned.unpin();
  }

  adopt(rights: Rights | undefined): void {
    this.interned.adopt(rights && { key: keyOf(rights), value: new SharedRights(rights) });
  }

  release(number: number): void {
    this.interned.release(number);
  }
}

function keyOf({ permissions, services, workspaces, networks }: Rights): string {
  return JSON.stringify([permissions, services, workspaces, networks]);
}

function sameList(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) {
    if (one[at] !== other[at]) return false;
  }
  return true;
}

/** Different rights mostly have different ones. */
function shapeOf({ permissions, services, workspaces, networks }: Rights): number {
  return mix(mix(mix(mix(0, permissions), services), workspaces), networks);
}

const lookedAt = 16;

/** By the length and the last characters of each item. */
function mix(shape: number, list: readonly string[] | null): number {
  let mixed = Math.imul(shape, 31);
  if (list === null) return mixed;
  mixed += list.length + 1;
  for (const item of list) {
    mixed = Math.imul(mixed, 31) + item.length;
    for (let at = Math.max(0, item.length - lookedAt); at < item.length; at += 1) mixed = Math.imul(mixed, 31) + item.charCodeAt(at);
  }
  return mixed ^ (mixed >>> 15);
}
