import type { z } from 'zod';
import { fileVariable, isSecret } from './secret-files.js';

/** The variables as the rows of docs/configuration.md. */
export function envTable(schema: z.ZodObject): string {
  const rows = Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => {
    const names = isSecret(field) ? `\`${name}\`, \`${fileVariable(name)}\`` : `\`${name}\``;
    const needed = field.safeParse(undefined).success ? '' : '**required**: ';
    return `| ${names} | ${needed}${field.description ?? ''} |`;
  });
  return ['| variable | meaning |', '|---|---|', ...rows].join('\n');
}
