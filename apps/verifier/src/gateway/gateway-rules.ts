import { permissionName } from '@latchkey/access';
import { z } from 'zod';

/** A text as it stands in a decoded path, or a name in braces. */
const segment = String.raw`(?:\{[a-z][a-z0-9_]{0,40}\}|[^\p{Cc}/\\;%?#{}*]+)`;
const pattern = z
  .string()
  .max(1_000)
  .regex(new RegExp(`^(?:/${segment})*(?:/\\*?)?$`, 'u'), { error: 'not a path of plain segments, {names} and a * at the end' })
  .startsWith('/', { error: 'does not begin with /' })
  .refine((text) => !text.split('/').some((part) => part === '.' || part === '..'), { error: 'has a segment . or ..' })
  .refine((text) => namesIn(text).length === new Set(namesIn(text)).size, { error: 'has a name twice' });
const methods = z.array(z.string().regex(/^[A-Z-]{1,20}$/, { error: 'not a method in upper case' })).min(1).optional();

/** What a gateway’s requests need: the first rule that matches holds. */
export const gatewayRules = z.array(
  z
    .strictObject({ methods, path: pattern, permission: permissionName.optional(), public: z.boolean().default(false) })
    .refine((rule) => rule.public === (rule.permission === undefined), { error: 'names no permission and is not public, or both' }),
);
export type GatewayRule = z.infer<typeof gatewayRules>[number];

function namesIn(path: string): readonly string[] {
  return path.match(/\{[^}]*\}/g) ?? [];
}
