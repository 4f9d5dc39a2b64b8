import { z } from 'zod';

/** The form of `POST /oauth2/introspect` (RFC 7662 section 2.1); parameters that are not known are ignored. */
export const introspectRequest = z.object({
  token: z.string().max(20_000).describe('the token presented to you'),
  token_type_hint: z.string().max(1_000).optional().describe('ignored: there is one type'),
});
export type IntrospectRequest = z.infer<typeof introspectRequest>;

const limit = (what: string) => z.array(z.string()).nullable().describe(`${what}; null: any`);
const seconds = (what: string) => z.int().describe(`${what}, in seconds since 1970 (UTC)`);

const active = z.object({
  active: z.literal(true),
  scope: z.string().describe('what it may do: permissions, separated by spaces'),
  client_id: z.string().describe('the service account that it belongs to'),
  token_type: z.literal('Bearer'),
  exp: seconds('when it expires; absent for never').optional(),
  nbf: seconds('before when it is not valid; absent for no such time').optional(),
  iat: seconds('when it was issued'),
  sub: z.string().describe('as `client_id`: nobody else stands behind it'),
  iss: z.string().optional().describe('the `PUBLIC_ISSUER_URL` of this verifier, where one is set'),
  jti: z.string().describe('the id of the token'),
  customer_id: z.string(),
  service_account_id: z.string(),
  services: limit('the services that it is limited to'),
  workspaces: limit('the workspaces that it is limited to'),
  networks: limit('the networks, in CIDR notation, from which alone it may be used. Introspection knows no address: compare your client’s, or ask `POST /verify`'),
  sequence: z.int().describe('counts the changes of the token'),
  staleness_ms: z.int().nullable().describe('how old the state is that this answer rests on; null while no heartbeat was seen'),
  stale: z.literal(true).optional().describe('the state is older than the bound, and this verifier is set to answer all the same'),
});

export const introspection = z.discriminatedUnion('active', [active, z.object({ active: z.literal(false) })]);
export type Introspection = z.infer<typeof introspection>;

/** For the OpenAPI document. */
export const introspectionExample: Introspection = {
  active: true,
  scope: 'purge:all purge:select service:read',
  client_id: '1CYbPnAsKhSwI4xdQ8Qd5m',
  token_type: 'Bearer',
  exp: 1_798_761_600,
  iat: 1_767_225_600,
  sub: '1CYbPnAsKhSwI4xdQ8Qd5m',
  iss: 'https://tokens.example.com',
  jti: '1CYbPnAsKhSwI4xdQ8Qd5k',
  customer_id: '1CYbP6tN0m5GZ1p9LqWc7A',
  service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5m',
  services: ['www'],
  workspaces: [],
  networks: null,
  sequence: 3,
  staleness_ms: 412,
};
