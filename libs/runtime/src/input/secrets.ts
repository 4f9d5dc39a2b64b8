import { containsSecret } from '@latchkey/tokens';

/** Whether a token secret stands in any key or value at any depth. Walks without recursion: a body may be nested as deep as it is long. */
export function holdsSecret(input: unknown, exceptFields: readonly string[] = []): boolean {
  const waiting: unknown[] = [without(input, exceptFields)];
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

function without(input: unknown, fields: readonly string[]): unknown {
  if (fields.length === 0 || typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([key]) => !fields.includes(key)));
}
