/** `resource:verb`. The verb `*` stands for every verb of that resource, those named later included. */
export type Permission = string;

/**
 * Whether `pattern` takes in `permission`. `*` stands for any resource or any verb; in `permission` it is a name like any other, so `platform:*` is only
 * taken in by a pattern whose verb is `*` too, however many verbs of `platform` a set lists.
 */
export function matches(pattern: string, permission: Permission): boolean {
  if (pattern === permission) return true;
  const [resource, verb] = halves(pattern);
  const [wantedResource, wantedVerb] = halves(permission);
  return (resource === '*' || resource === wantedResource) && (verb === '*' || verb === wantedVerb);
}

export function isPattern(permission: string): boolean {
  return permission.includes('*');
}

function halves(permission: string): [resource: string, verb: string] {
  const colon = permission.indexOf(':');
  return colon < 0 ? [permission, ''] : [permission.slice(0, colon), permission.slice(colon + 1)];
}
