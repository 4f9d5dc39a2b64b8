import type { ParameterDecoratorOptions } from '@nestjs/common';
import type { z } from 'zod';
import { InputPipe } from './input.pipe.js';

/**
 * `@Body(body(schema))`: parses the body and describes it in the OpenAPI document. `secretFields` are those that are meant to hold a token: `field`, or
 * `list[].field` in each element of a list.
 */
export function body<S extends z.ZodType>(schema: S, options: { readonly secretFields?: readonly string[] } = {}): ParameterDecoratorOptions {
  return { schema, pipes: [new InputPipe(schema, options.secretFields)] };
}

/** `@Body(rawBody(schema))` on a `@RawBody()` route: describes the body in the OpenAPI document, and leaves reading the bytes to the use case. */
export function rawBody(schema: z.ZodType): ParameterDecoratorOptions {
  return { schema, pipes: [] };
}

/** `@Query(query(schema))`. */
export function query<S extends z.ZodType>(schema: S): ParameterDecoratorOptions {
  return { schema, pipes: [new InputPipe(schema)] };
}

/** `@Param(param(schema))`, an object of all path parameters. */
export function param<S extends z.ZodType>(schema: S): ParameterDecoratorOptions {
  return { schema, pipes: [new InputPipe(schema)] };
}
