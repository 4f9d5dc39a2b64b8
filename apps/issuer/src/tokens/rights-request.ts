export interface RolesRequest {
  readonly role?: string | undefined;
  /** Takes precedence over `role`. */
  readonly roles?: readonly string[] | undefined;
  readonly tls_access?: boolean;
}

/** The roles that a request comes to, each once, in its order. */
export function rolesOf({ role, roles, tls_access: tlsAccess = false }: RolesRequest): string[] {
  const named = roles ?? [...(role === undefined ? [] : [role]), ...(tlsAccess ? ['tls_admin'] : [])];
  return [...new Set(named)];
}

/** Each scope once, in the order of the request. */
export function scopeOf(scope: string): string {
  return [...new Set(scope.split(' ').filter((name) => name !== ''))].join(' ');
}
