import { applyDecorators } from '@nestjs/common';
import type { ErrorKind } from '../errors/api-error.js';
import { markProblem } from './marks.js';

/** Names the problems that a route answers besides those that follow from its caller and its input. */
export const Refuses = <Code extends string>(
  table: Readonly<Record<Code, ErrorKind>>,
  ...codes: readonly NoInfer<Code>[]
): MethodDecorator & ClassDecorator => applyDecorators(...codes.map((code) => markProblem(code, table[code])));
