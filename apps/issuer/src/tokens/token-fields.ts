import { canonicalNetwork } from '@latchkey/access';
import { z } from 'zod';

const [earliest, latest] = [Date.parse('2000-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

/** The fields of a token as they come in with a request. */
export const resources = z.array(z.string().regex(/^[\x21-\x7e]{1,255}$/)).max(1000);
export const role = z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/);
export const roles = z.array(role).min(1).max(50);
export const scope = z.string().max(200);
const network = z
  .string()
  .max(49)
  .refine((cidr) => canonicalNetwork(cidr) !== undefined, { error: 'no network in CIDR notation, or bits set beyond its prefix' });
export const networks = z.array(network).max(100);
export const instant = z.iso
  .datetime({ offset: true })
  .refine((time) => Date.parse(time) >= earliest && Date.parse(time) <= latest, { error: 'expected a year from 2000 to 9999' });
/** Each once, the earliest warning first. */
export const notifyDays = z
  .array(z.int().min(1).max(365))
  .max(10)
  .transform((days) => [...new Set(days)].sort((a, b) => b - a));
