import { Reflector } from '@nestjs/core';
import type { ErrorKinds } from '../errors/error-pages.js';

export const callerProblems = Reflector.createDecorator<ErrorKinds>();

/** On a service's module: the problems that its own way of knowing callers adds to every route that takes one. */
export const RefusesCallers = <Code extends string>(table: Readonly<Record<Code, ErrorKinds[string]>>, ...codes: readonly NoInfer<Code>[]): ClassDecorator =>
  callerProblems(Object.fromEntries(codes.map((code) => [code, table[code]])));
