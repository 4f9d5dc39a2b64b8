import { canonicalNetwork } from '@latchkey/access';
import { z } from 'zod';

/** 22 base62 characters of a UUIDv7. */
export const id = z.string().regex(/^[0-9A-Za-z]{22}$/);
/** SHA-256 in lower-case hex. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** RFC 3339, UTC. */
export const instant = z.iso.datetime();
/** Neither control characters nor halves of surrogate pairs: Postgres stores neither, so one of them would hold up its reader for ever. */
const sound = /^[^\p{Cc}\p{Cs}]*$/u;
export const name = z.string().min(1).max(255).regex(sound);
export const ip = z.string().min(2).max(45);
export const labels = z
  .record(z.string().min(1).max(63).regex(sound), z.string().max(255).regex(sound))
  .refine((all) => Object.keys(all).length <= 50, { error: 'expected a count of at most 50' });
const network = z
  .string()
  .max(49)
  .refine((text) => canonicalNetwork(text) !== undefined, { error: 'no address or network in CIDR notation' });
const resources = z.array(z.string().min(1).max(255)).max(1000);

/** Effective rights: permissions already resolved from roles and scope; `null` on a dimension means unlimited, `[]` none. */
export const grant = z.strictObject({
  permissions: z.array(z.string().min(1).max(100)).max(500),
  services: resources.nullable(),
  workspaces: resources.nullable(),
  networks: z.array(network).max(100).nullable(),
  not_before: instant.nullable(),
  expires_at: instant.nullable(),
});

/** Who did it: a token of a service account, or a process of Latchkey itself (`bootstrap`, `notifier`). */
export const actor = z.strictObject({
  kind: z.enum(['token', 'system']),
  token_id: id.nullable(),
  service_account_id: id.nullable(),
  name,
});
