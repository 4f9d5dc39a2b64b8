import { type AddressSet, containsSet } from './address-set.js';
import { type CompiledGrant, compileGrant } from './compiled-grant.js';
import type { Grant } from './grant.js';

export type Dimension = keyof Grant;

export interface CoverOptions {
  /** For a caller whose own expiry does not bound what it gives, such as a person. */
  readonly ignoreExpiry?: boolean;
}

const covered: Readonly<Record<Dimension, (a: CompiledGrant, b: CompiledGrant) => boolean>> = {
  permissions: (a, b) => [...b.permissions].every((permission) => a.holds(permission)),
  services: (a, b) => coversList(a.services, b.services),
  workspaces: (a, b) => coversList(a.workspaces, b.workspaces),
  networks: (a, b) => coversNetworks(a.networks, b.networks),
  not_before: (a, b) => a.notBefore <= b.notBefore,
  expires_at: (a, b) => a.expiresAt >= b.expiresAt,
};

const dimensions = Object.keys(covered) as Dimension[];

/** Whether whoever holds `a` may give `b`: then no request is allowed by `b` and refused by `a`. */
export function covers(a: Grant | CompiledGrant, b: Grant | CompiledGrant, options: CoverOptions = {}): boolean {
  return uncovered(a, b, options).length === 0;
}

/** The dimensions on which `b` goes beyond `a`. */
export function uncovered(a: Grant | CompiledGrant, b: Grant | CompiledGrant, { ignoreExpiry = false }: CoverOptions = {}): Dimension[] {
  const [outer, inner] = [compileGrant(a), compileGrant(b)];
  return dimensions.filter((dimension) => !(ignoreExpiry && dimension === 'expires_at') && !covered[dimension](outer, inner));
}

function coversList(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): boolean {
  if (a === null || b === null) return a === null;
  return [...b].every((item) => a.has(item));
}

/** A list of every address there is does not cover `null`, which also takes a request of unknown address. */
function coversNetworks(a: AddressSet | null, b: AddressSet | null): boolean {
  if (a === null || b === null) return a === null;
  return containsSet(a, b);
}
