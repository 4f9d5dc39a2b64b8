import { hash } from 'node:crypto';
import type { IndexedState } from '@latchkey/keyring';

const different = 1_000;
const idLength = 22;
const changedAt = Date.parse('2026-01-01T00:00:00Z');
const expiresAt = Date.parse('2100-01-01T00:00:00Z');

const services = Array.from({ length: different }, (_, n) => `service-${n}`);
const rights = Array.from({ length: different }, (_, n) => ({ permissions: ['purge:select', 'stats:read'], services: [serviceOf(n)], workspaces: null, networks: null }));
const customers = Array.from({ length: different }, (_, n) => idOf(n));

/** The nth of many tokens: a thousand different rights, as many customers, and a service account for each. */
export function nthState(n: number, digest: string = hash('sha256', String(n), 'hex')): IndexedState {
  return {
    id: idOf(n),
    digest,
    customerId: customers[n % different] as string,
    serviceAccountId: idOf(n + 1),
    platform: false,
    name: 'ci',
    status: 'active',
    rights: rights[n % different] as IndexedState['rights'],
    notBefore: -Infinity,
    expiresAt,
    changedAt,
    sequence: 1,
  };
}

/** The one service on which the nth token may act. */
export function serviceOf(n: number): string {
  return services[n % different] as string;
}

/** Digits of base 36 are digits of base 62, too. */
function idOf(n: number): string {
  return n.toString(36).padStart(idLength, '0');
}
