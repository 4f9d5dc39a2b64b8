import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Security } from '../security/security.js';
import type { User } from './postgres-user.js';

/** Over TLS alone, and with a password. */
const accessRules = 'hostssl all all 127.0.0.1/32 scram-sha-256\n';

/** Settings with which Postgres speaks TLS and lets in only who has a password, and the files that they name. */
export async function writeTlsFiles(home: string, user: User | undefined, { cert, key }: Security): Promise<Record<string, string>> {
  return {
    ssl: 'on',
    ssl_cert_file: await writeFor(user, join(home, 'server.crt'), cert),
    ssl_key_file: await writeFor(user, join(home, 'server.key'), key),
    hba_file: await writeFor(user, join(home, 'access.conf'), accessRules),
  };
}

/** Readable by the user that Postgres runs as, and by nobody else. */
export async function writeFor(user: User | undefined, path: string, text: string): Promise<string> {
  await writeFile(path, text, { mode: 0o600 });
  if (user) await chown(path, user.uid, user.gid);
  return path;
}
