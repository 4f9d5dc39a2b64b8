import type { IncomingHttpHeaders } from 'node:http';
import { permissionName } from '@latchkey/access';
import type { OriginalRequest } from './original-request.js';
import type { PathRules, Target } from './path-rules.js';
import { pathSegments } from './path-segments.js';

export interface TargetSource {
  readonly rules: PathRules;
  /** Whether the gateway sets or clears X-Latchkey-Permission, -Service and -Workspace on each request. */
  readonly trustHeaders: boolean;
}

/** As it may stand in a header and in a token’s list. */
const resource = /^[\x21-\x7e]{1,255}$/;

/** What the request needs, or why that cannot be said. */
export function requestedTarget(
  { method, target }: OriginalRequest,
  headers: IncomingHttpHeaders,
  { rules, trustHeaders }: TargetSource,
): Target | { readonly denied: 'ambiguous_path' | 'no_rule' | 'invalid_request' } {
  const segments = pathSegments(target);
  if (!segments) return { denied: 'ambiguous_path' };
  if (trustHeaders && headers['x-latchkey-permission'] !== undefined) return targetInHeaders(headers) ?? { denied: 'invalid_request' };
  return rules.match(method, segments) ?? { denied: 'no_rule' };
}

function targetInHeaders(headers: IncomingHttpHeaders): Target | undefined {
  const { 'x-latchkey-permission': needed, 'x-latchkey-service': service, 'x-latchkey-workspace': workspace } = headers;
  if (!permissionName.safeParse(needed).success || ![service, workspace].every((each) => each === undefined || isResource(each))) return undefined;
  return { permission: String(needed), service_id: service?.toString(), workspace_id: workspace?.toString() };
}

function isResource(value: unknown): boolean {
  return typeof value === 'string' && resource.test(value);
}
