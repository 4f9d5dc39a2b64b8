import { canonicalNetwork } from '@latchkey/access';
import { fields } from '@latchkey/contracts';

/**
 * The same rules as the contract of a token's state, written for speed: what one of these takes, its schema takes. Most text is plain ASCII, and the schema itself is asked
 * of the rest.
 */
type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown, keys: number): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === keys;
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9A-Za-z]{22}$/.test(value);
}

export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && (/^[ -~]{1,255}$/.test(value) || fields.name.safeParse(value).success);
}

export function isLabels(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && (Object.entries(value).every(isPlainLabel) && Object.keys(value).length <= 50 || fields.labels.safeParse(value).success);
}

function isPlainLabel([key, value]: [string, unknown]): boolean {
  return /^[ -~]{1,63}$/.test(key) && typeof value === 'string' && /^[ -~]{0,255}$/.test(value);
}

/** Of strings that are not empty. */
export function isList(value: unknown, longest: number, longestItem: number): value is string[] {
  if (!Array.isArray(value) || value.length > longest) return false;
  for (const item of value) {
    if (typeof item !== 'string' || item.length === 0 || item.length > longestItem) return false;
  }
  return true;
}

export function isLimit(value: unknown): value is string[] | null {
  return value === null || isList(value, 1000, 255);
}

export function isNetworks(value: unknown): value is string[] | null {
  return value === null || (isList(value, 100, 49) && value.every(isNetwork));
}

const goodNetworks = new Set<string>();
const rememberedNetworks = 10_000;

/** Reading one takes longer than all the rest of a state, and many tokens have the same. */
function isNetwork(text: string): boolean {
  if (goodNetworks.has(text)) return true;
  if (canonicalNetwork(text) === undefined) return false;
  if (goodNetworks.size === rememberedNetworks) goodNetworks.clear();
  goodNetworks.add(text);
  return true;
}

export function isNotifyDays(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length <= 10 && value.every((days) => Number.isInteger(days) && days >= 0 && days <= 365));
}

export function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

export function isStatus(value: unknown): value is 'active' | 'suspended' | 'revoked' {
  return value === 'active' || value === 'suspended' || value === 'revoked';
}
