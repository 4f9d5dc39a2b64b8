import { readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { z } from 'zod';

/** sysexits.h EX_CONFIG. */
const exitCode = 78;

/** The environment of a command of this library, of which nothing is logged from here on. On a wrong one, says which variables and ends the process, as the services do. */
export function commandEnv<T>(schema: z.ZodType<T>): T {
  Logger.overrideLogger(false);
  const present = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const env = schema.safeParse(withPassword(present));
  return env.success ? env.data : refuse(env.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
}

/** The one secret among them may stand in a file, as those of the services. */
function withPassword({ KAFKA_SASL_PASSWORD_FILE: file, ...others }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (file === undefined) return others;
  if (others['KAFKA_SASL_PASSWORD'] !== undefined) refuse(['KAFKA_SASL_PASSWORD: is given both ways, itself and by a file']);
  try {
    return { ...others, KAFKA_SASL_PASSWORD: readFileSync(file, 'utf8').replace(/[\r\n]+$/, '') };
  } catch {
    return refuse(['KAFKA_SASL_PASSWORD: the file cannot be read']);
  }
}

function refuse(lines: readonly string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(exitCode);
}
