import type { IssueTokenRequest } from '../issue-token/issue-token.request.js';

/** The roles that a request comes to, each once, in its order. */
export function rolesOf({ role, roles, tls_access: tlsAccess }: Pick<IssueTokenRequest, 'role' | 'roles' | 'tls_access'>): string[] {
  const named = roles ?? [...(role === undefined ? [] : [role]), ...(tlsAccess ? ['tls_admin'] : [])];
  return [...new Set(named)];
}

/** Each scope once, in the order of the request. */
export function scopeOf(scope: string): string {
  return [...new Set(scope.split(' ').filter((name) => name !== ''))].join(' ');
}
