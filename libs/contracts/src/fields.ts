import { canonicalNetwork } from '@latchkey/access';
import { z } from 'zod';

/** 22 base62 characters of a UUIDv7. */
export const id = z.string().regex(/^[0-9A-Za-z]{22}$/);
/** SHA-256 in lower-case hex. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** RFC 3339, UTC. */
export const instant = z.iso.datetime();
/** Postgres stores neither NUL nor halves of surrogate pairs, so one of them would hold up its reader for ever; no other control character is of use. */
const sound = (text: z.ZodString) => text.regex(/^[^\u0000-\u001f\u007f-\u009f]*$/).refine(isWhole, { error: 'has half of a surrogate pair' });
const isWhole = (text: string): boolean => !/\p{Cs}/u.test(text);
export const text = (maxLength: number) => sound(z.string().min(1).max(maxLength));
export const name = text(255);
export const ip = z.string().min(2).max(45);
export const labelName = sound(z.string().min(1).max(63));
export const labels = z
  .record(labelName, sound(z.string().max(255)))
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

/** Who did it: a token of a service account, a person of an identity provider, or a process of Latchkey itself (`bootstrap`, `notifier`). */
export const actor = z.strictObject({
  kind: z.enum(['token', 'person', 'system']).describe('`system` is a process of Latchkey itself.'),
  token_id: id.nullable().describe('With which token.'),
  service_account_id: id.nullable().describe('Whose token that is.'),
  person_id: id.nullable().default(null).describe('Which person: an id that follows from those of the identity provider.'),
  name: name.describe('Of the token, the person or the process.'),
});

/** A process of Latchkey itself. */
export function systemActor(process: string): z.infer<typeof actor> {
  return { kind: 'system', token_id: null, service_account_id: null, person_id: null, name: process };
}

/** Who did it, and where the request came from. */
export const by = {
  actor,
  ip: ip.nullable(),
  user_agent: z.string().max(512).nullable(),
  request_id: z.string().max(100).nullable(),
};

/** What a customer's tokens must keep to. */
export const policy = z.strictObject({
  max_lifetime_days: z.int().min(1).max(36_500).nullable().describe('`null`: as long as one likes'),
  allow_never_expires: z.boolean(),
  required_labels: z.array(labelName).max(20).describe('labels that each token must carry'),
  on_reuse: z.enum(['report', 'revoke_family']).describe('what a use of a rotated token after its overlap brings'),
});
