import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reaches } from './postgres-user.js';
import type { User } from './postgres-user.js';

/** Kept over restarts of the machine, and open to every user. */
const outside = '/var/tmp/latchkey-';

/** The wanted directory, made where it is missing; where its user cannot reach it, it is a link to one elsewhere. */
export async function postgresHome(wanted: string, user: User | undefined): Promise<string> {
  mkdirSync(dirname(wanted), { recursive: true });
  if (existsSync(wanted)) return realpathSync(wanted);
  // What is left is a link whose other end was cleared away.
  rmSync(wanted, { force: true });
  if (!user || reaches(user, dirname(wanted))) mkdirSync(wanted);
  else symlinkSync(mkdtempSync(outside), wanted);
  const home = realpathSync(wanted);
  chmodSync(home, 0o755);
  if (user) await chown(home, user.uid, user.gid);
  return home;
}
