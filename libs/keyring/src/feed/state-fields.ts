import { canonicalNetwork } from '@latchkey/access';
import { fields } from '@latchkey/contracts';

/**
 * The same rules as the contract of a token's state, written for speed: what one of these takes, its schema takes. Most text is plain ASCII, and the schema itself is asked
 * of the rest.
 */
type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown, keys: number): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && countKeys(value) === keys;
}

/** What `JSON.parse` made has no keys but its own. */
function countKeys(value: object): number {
  let count = 0;
  for (const key in value) count += Number(key !== undefined);
  return count;
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length === 22 && isMadeOf(value, base62);
}

export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && value.length === 64 && isMadeOf(value, hex);
}

const base62 = charactersOf(/[0-9A-Za-z]/);
const hex = charactersOf(/[0-9a-f]/);
const printable = charactersOf(/[ -~]/);

/** 1 at the codes of ASCII characters that match. */
function charactersOf(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => Number(pattern.test(String.fromCharCode(code))));
}

function isPlain(text: string, shortest: number, longest: number): boolean {
  return text.length >= shortest && text.length <= longest && isMadeOf(text, printable);
}

function isMadeOf(text: string, characters: Uint8Array): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (characters[text.charCodeAt(at)] !== 1) return false;
  }
  return true;
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && (isPlain(value, 1, 255) || fields.name.safeParse(value).success);
}

export function isLabels(value: unknown): boolean {
  return arePlainLabels(value) || fields.labels.safeParse(value).success;
}

function arePlainLabels(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  let count = 0;
  for (const key in value) {
    const label: unknown = (value as Json)[key];
    count += 1;
    if (count > 50 || !isPlain(key, 1, 63) || typeof label !== 'string' || !isPlain(label, 0, 255)) return false;
  }
  return true;
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
