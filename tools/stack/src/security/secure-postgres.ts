import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { appsWithDatabase } from '../services/apps.js';
import { workspace } from '../workspace.js';
import { passwordOf, type Security } from './security.js';

export const roleOf = (app: string): string => `latchkey_${app}`;

/** The roles of the services, with their passwords. */
export async function makeRoles(adminUrl: string, security: Security): Promise<void> {
  const passwords = appsWithDatabase.map((app) => `alter role ${escapeIdentifier(roleOf(app))} password ${escapeLiteral(passwordOf(app, security))}`);
  await run(adminUrl, [deployed('roles.sql'), ...passwords]);
}

/** In the database of this address, a schema for each role. */
export async function makeSchemas(adminUrl: string): Promise<void> {
  await run(adminUrl, [deployed('schemas.sql')]);
}

const deployed = (file: string): string => readFileSync(join(workspace, 'deploy', 'postgres', file), 'utf8');

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
