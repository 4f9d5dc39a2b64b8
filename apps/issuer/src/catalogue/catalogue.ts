/** The deployment's catalogue of permissions, roles and scopes is provided under this token. */
export const CATALOGUE = Symbol('CATALOGUE');
