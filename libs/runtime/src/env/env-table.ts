import type { z } from 'zod';

/** The variables as the rows of docs/configuration.md. */
export function envTable(schema: z.ZodObject): string {
  const rows = Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => {
    const needed = field.safeParse(undefined).success ? '' : '**required**: ';
    return `| \`${name}\` | ${needed}${field.description ?? ''} |`;
  });
  return ['| variable | meaning |', '|---|---|', ...rows].join('\n');
}
