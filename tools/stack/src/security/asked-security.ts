import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { principals } from '@latchkey/contracts';
import { StackError } from '../stack-error.js';
import type { StackEnv } from '../stack.env.js';
import { local } from '../workspace.js';
import { environmentOf, type Target } from './environment.js';
import { makeSecurity, type Security, superUser } from './security.js';

const flag = '--secure';
export const securityFolder = local('secure');

/** Whether these arguments ask for TLS, log-ins and ACLs; what else there is goes to whoever called. */
export function takeSecure(args: readonly string[]): { secure: boolean; others: string[] } {
  return { secure: args.includes(flag), others: args.filter((each) => each !== flag) };
}

/** The security of the local stack, where the arguments of this process ask for it. */
export async function askedSecurity(env: Pick<StackEnv, 'KAFKA_BROKERS' | 'DATABASE_URL'>): Promise<Security | undefined> {
  const { secure, others } = takeSecure(process.argv.slice(2));
  if (others.length > 0) throw new StackError(`only ${flag} can be asked for, and not ${others.join(' ')}`);
  if (!secure) return undefined;
  refuseOthers(env);
  return makeSecurity(securityFolder);
}

/** Another's Kafka and Postgres have a security of their own. */
export function refuseOthers({ KAFKA_BROKERS, DATABASE_URL }: Pick<StackEnv, 'KAFKA_BROKERS' | 'DATABASE_URL'>): void {
  if (KAFKA_BROKERS !== undefined || DATABASE_URL !== undefined) throw new StackError(`${flag} starts a Kafka and a Postgres of its own: unset KAFKA_BROKERS and DATABASE_URL`);
}

/** For each user a file that a shell can read, `set -a; . <user>.env`, to be that user. */
export function writeEnvironments(target: Target): void {
  for (const user of [superUser, ...principals.map(({ name }) => name)]) {
    const variables = Object.entries(environmentOf(user, target)).map(([name, value]) => `${name}='${value}'\n`);
    writeFileSync(join(securityFolder, `${user}.env`), variables.join(''), { mode: 0o600 });
  }
}
