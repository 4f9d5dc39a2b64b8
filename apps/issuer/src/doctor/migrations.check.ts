import { migrationState } from '@latchkey/runtime';
import type { Check } from './check.js';
import { type ServiceName, urlsVariable } from './doctor.env.js';
import { fail, ok, skipped, type Verdict, warn } from './finding.js';
import { answers, type Answering } from './instance.js';

/** The issuer's are seen in the database; the others tell of theirs, since each may have a database of its own. */
export const migrations: Check = {
  name: 'migrations',
  needs: 'database',
  run: async (deployment) => {
    const { pending, unknown } = await migrationState(await deployment.database());
    const instances = (await deployment.instances()).filter(answers);
    const told = (['auditor', 'notifier'] as const).flatMap((service) => toldBy(service, instances.filter((each) => each.service === service)));
    return [...judgeMigrations('issuer', pending.length, unknown.length, [...pending, ...unknown]), ...told];
  },
};

function toldBy(service: ServiceName, instances: readonly Answering[]): Verdict[] {
  if (instances.length === 0) return [skipped(`${service}: no instance answers at ${urlsVariable(service)}`)];
  return instances.flatMap(({ name, answer }) => {
    const { pending_migrations: pending, unknown_migrations: unknown } = answer.details['database'] ?? {};
    return typeof pending === 'number' && typeof unknown === 'number' ? judgeMigrations(service, pending, unknown) : [skipped(`${name} does not tell of them`)];
  });
}

function judgeMigrations(service: ServiceName, pending: number, unknown: number, names: readonly string[] = []): Verdict[] {
  const named = names.length === 0 ? '' : `: ${names.join(', ')}`;
  if (pending > 0) return [fail(`${service}: ${pending} not run yet${named}`, `Run node apps/${service}/dist/migrate.main.js in the image of the version that is to run.`)];
  if (unknown > 0) return [warn(`${service}: ${unknown} of a later version${named}`, 'Go on with the upgrade: the database is ahead of what runs here.')];
  return [ok(`${service}: all were run`)];
}
