import { ApiResponse } from '@nestjs/swagger';
import type { ApiResponseOptions } from '@nestjs/swagger';
import type { z } from 'zod';

export interface AnswerOptions<S extends z.ZodType> {
  /** Refused at once where it breaks the schema. */
  readonly example?: z.input<S>;
  /** What the route sets itself, besides the headers of every route. */
  readonly headers?: NonNullable<ApiResponseOptions['headers']>;
}

/** Describes what a route answers with this status; `null` is an answer without a body. */
export function Answers<S extends z.ZodType>(status: number, schema: S | null, description: string, options: AnswerOptions<S> = {}): MethodDecorator {
  const { example, headers = {} } = options;
  if (schema === null) return ApiResponse({ status, description, headers });
  if (example === undefined) return ApiResponse({ status, description, headers, standardSchema: schema });
  schema.parse(example);
  return ApiResponse({ status, description, headers, standardSchema: schema, example });
}

export interface StreamedAnswer {
  /** A beginning of it, by media type. */
  readonly examples: Readonly<Record<string, string>>;
  readonly headers?: NonNullable<ApiResponseOptions['headers']>;
}

/** Describes what a route answers bit by bit, as text or bytes of these types. */
export function AnswersStream(status: number, description: string, { examples, headers = {} }: StreamedAnswer): MethodDecorator {
  const content = Object.entries(examples).map(([type, example]) => [type, { schema: { type: 'string' as const }, example }] as const);
  return ApiResponse({ status, description, headers, content: Object.fromEntries(content) });
}
