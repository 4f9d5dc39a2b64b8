import type { z } from 'zod';

/** What a zod issue says, in our own words and without what was sent. `custom` messages come from our schemas. */
export function explain(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${article(issue.expected)}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'regex' ? 'has the wrong format' : `expected a valid ${issue.format}`;
    case 'too_small':
      return `expected ${sizeOf(issue.origin)}at least ${issue.minimum}`;
    case 'too_big':
      return `expected ${sizeOf(issue.origin)}at most ${issue.maximum}`;
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return issue.keys.length === 1 ? 'has a field that is not known' : `has ${issue.keys.length} fields that are not known`;
    case 'invalid_union':
      return 'matches none of the accepted forms';
    case 'invalid_key':
      return 'has a key of the wrong form';
    case 'invalid_element':
      return 'has an element of the wrong form';
    case 'custom':
      return issue.message;
  }
}

function article(type: string): string {
  const known: Record<string, string> = { int: 'an integer', array: 'an array', object: 'an object', record: 'an object', null: 'null' };
  return known[type] ?? `a ${type}`;
}

function sizeOf(origin: string): string {
  const units: Record<string, string> = { string: 'a length of ', array: 'a count of ', set: 'a count of ' };
  return units[origin] ?? '';
}
