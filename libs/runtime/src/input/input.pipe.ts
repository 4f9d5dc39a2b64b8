import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import type { InputError } from '../errors/api-error.js';
import { RuntimeError } from '../errors/runtime-error.js';
import { explain } from './explain.js';
import { holdsSecret } from './secrets.js';

const maxErrors = 20;

/** Parses a part of the request. Refuses a secret in free text, and says what is wrong without repeating it. */
export class InputPipe<S extends z.ZodType> implements PipeTransform<unknown, z.output<S>> {
  private readonly names: ReadonlySet<string>;

  constructor(
    private readonly schema: S,
    private readonly secretFields: readonly string[] = [],
  ) {
    this.names = namesIn(schema);
  }

  transform(input: unknown): z.output<S> {
    if (holdsSecret(input, this.secretFields)) throw new RuntimeError('contains_secret');
    const parsed = this.schema.safeParse(input);
    if (parsed.success) return parsed.data;
    const errors = parsed.error.issues.slice(0, maxErrors).map((issue): InputError => ({ pointer: this.pointer(issue.path), detail: explain(issue) }));
    throw new RuntimeError('invalid_request', { errors });
  }

  /** Ends before the first name that is not in the schema: a key of a map is the caller's text. */
  private pointer(path: readonly PropertyKey[]): string {
    const end = path.findIndex((segment) => typeof segment !== 'number' && !this.names.has(String(segment)));
    return path
      .slice(0, end === -1 ? path.length : end)
      .map((segment) => `/${String(segment).replace(/~/g, '~0').replace(/\//g, '~1')}`)
      .join('');
  }
}

function namesIn(schema: z.ZodType): ReadonlySet<string> {
  const names = new Set<string>();
  const waiting: unknown[] = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== 'object' || node === null) continue;
    const { properties } = node as { properties?: unknown };
    if (typeof properties === 'object' && properties !== null) Object.keys(properties).forEach((name) => names.add(name));
    waiting.push(...Object.values(node));
  }
  return names;
}
