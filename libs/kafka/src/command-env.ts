import { z } from 'zod';

/** sysexits.h EX_CONFIG. */
const exitCode = 78;

/** The environment of a command of this library. On a wrong one, says which variables and ends the process, as the services do. */
export function commandEnv<T>(schema: z.ZodType<T>): T {
  const present = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const env = schema.safeParse(present);
  if (env.success) return env.data;
  process.stderr.write(`${env.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n')}\n`);
  process.exit(exitCode);
}
