import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

/** Describes what a route answers with this status, and that anything else is a problem. */
export const Answers = (status: number, schema: z.ZodType, description: string): MethodDecorator =>
  applyDecorators(
    ApiResponse({ status, description, standardSchema: schema }),
    ApiResponse({
      status: 'default',
      description: 'A problem (RFC 9457); docs/errors.md lists each `code`.',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );
