import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { principals } from '@latchkey/contracts';
import { z } from 'zod';
import { type Certificates, makeCertificates } from './certificates.js';

/** On Kafka it may do everything; of Postgres it is the first user. */
export const superUser = 'kafka';

const users = [superUser, ...principals.map(({ name }) => name)];

const kept = z.object({ ca: z.string(), cert: z.string(), key: z.string(), passwords: z.record(z.string(), z.string()) });

/** What lets only those in whom the local Kafka and Postgres know, and lets these see that it is them. */
export interface Security extends Certificates {
  readonly caFile: string;
  /** Of each user of Kafka, and of each service at Postgres. */
  readonly passwords: Readonly<Record<string, string>>;
}

/** Certificates are made anew; the passwords of an earlier start in this folder stay, since what it left knows them. */
export async function makeSecurity(folder: string): Promise<Security> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const earlier = readKept(folder)?.passwords;
  const passwords = Object.fromEntries(users.map((user) => [user, earlier?.[user] ?? randomBytes(24).toString('base64url')]));
  const certificates = await makeCertificates();
  writeFileSync(caFileIn(folder), certificates.ca);
  writeFileSync(join(folder, 'security.json'), JSON.stringify({ ...certificates, passwords }), { mode: 0o600 });
  return { ...certificates, caFile: caFileIn(folder), passwords };
}

/** As made in this folder. */
export function readSecurity(folder: string): Security {
  const security = readKept(folder);
  if (!security) throw new Error(`no security was made in ${folder}`);
  return { ...security, caFile: caFileIn(folder) };
}

export function passwordOf(user: string, { passwords }: Security): string {
  const password = passwords[user];
  if (password === undefined) throw new Error(`nobody is called ${user}`);
  return password;
}

const caFileIn = (folder: string): string => join(folder, 'ca.pem');

function readKept(folder: string): z.infer<typeof kept> | undefined {
  try {
    return kept.parse(JSON.parse(readFileSync(join(folder, 'security.json'), 'utf8')));
  } catch {
    return undefined;
  }
}
