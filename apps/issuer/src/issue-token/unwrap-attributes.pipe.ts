import type { ParameterDecoratorOptions, PipeTransform } from '@nestjs/common';

/** Fastly's clients before v15 send `{"attributes": {…}}` where later ones send the fields alone. */
export class UnwrapAttributesPipe implements PipeTransform<unknown, unknown> {
  transform(input: unknown): unknown {
    if (typeof input !== 'object' || input === null) return input;
    const [only, ...rest] = Object.entries(input);
    return only?.[0] === 'attributes' && rest.length === 0 ? only[1] : input;
  }
}

/** Takes the wrapping off before the body is looked at. */
export function unwrapped(input: ParameterDecoratorOptions): ParameterDecoratorOptions {
  return { ...input, pipes: [new UnwrapAttributesPipe(), ...(input.pipes ?? [])] };
}
