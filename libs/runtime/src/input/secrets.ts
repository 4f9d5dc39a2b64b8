import { containsSecret } from '@latchkey/tokens';

/** Whether a token secret stands in any key or value at any depth. Walks without recursion: a body may be nested as deep as it is long. */
export function holdsSecret(input: unknown, exceptFields: readonly string[] = []): boolean {
  const waiting: unknown[] = [Array.isArray(input) ? input : without(input, exceptFields)];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string') {
      if (containsSecret(value)) return true;
    } else if (Array.isArray(value)) {
      for (const element of value) waiting.push(element);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) waiting.push(key, inner);
    }
  }
  return false;
}

/** A field is named as it stands in the input, `field`, or in each element of a list, `list[].field`. */
function without(input: unknown, fields: readonly string[]): unknown {
  if (fields.length === 0 || typeof input !== 'object' || input === null) return input;
  if (Array.isArray(input)) return input.map((element) => without(element, fields));
  const kept = Object.entries(input).filter(([key]) => key.includes('[]') || !fields.includes(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, Array.isArray(value) ? without(value, within(fields, key)) : value]));
}

function within(fields: readonly string[], list: string): string[] {
  const start = `${list}[].`;
  return fields.filter((field) => field.startsWith(start)).map((field) => field.slice(start.length));
}
