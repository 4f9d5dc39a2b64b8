import { bootstrapDemo } from './demo/bootstrap-demo.js';
import { isAccepted } from './demo/is-accepted.js';
import type { Addresses, Demo } from './demo/demo-file.js';
import { walkThrough } from './demo/walk-through.js';
import { kafkaFor, postgresFor } from './infrastructure.js';
import type { Children } from './processes/children.js';
import { environmentOf, type Target } from './security/environment.js';
import { writeEnvironments } from './security/asked-security.js';
import type { Security } from './security/security.js';
import { localSettings } from './services/local-settings.js';
import { applyTopics, migrate } from './services/prepare.js';
import { refuseTakenPorts, startServices } from './services/show-services.js';
import type { StackEnv } from './stack.env.js';
import { say } from './terminal.js';

/** Everything, from the infrastructure up to the walk-through; then it runs until somebody stops it. */
export async function startStack(env: StackEnv, children: Children, security?: Security): Promise<never> {
  await refuseTakenPorts(env);
  say('starting Kafka and Postgres …');
  const [brokers, databaseUrl] = await Promise.all([kafkaWithTopics(env, children, security), migratedPostgres(env, children, security)]);
  const target: Target = { brokers, databaseUrl, security };
  if (security) writeEnvironments(target);
  const demo = await bootstrapDemo(addresses(env, brokers, databaseUrl), children, security);
  const settings = await localSettings(children);
  await startServices((app) => ({ ...environmentOf(app, target), ...settings }), env, children);
  say(demo && (await isAccepted(demo)) ? welcome(demo, security) : withoutDemo(env));
  return new Promise(() => undefined);
}

async function kafkaWithTopics(env: StackEnv, children: Children, security: Security | undefined): Promise<string> {
  const brokers = await kafkaFor(env, children, security);
  await applyTopics({ brokers, security }, children);
  return brokers;
}

async function migratedPostgres(env: StackEnv, children: Children, security: Security | undefined): Promise<string> {
  const databaseUrl = await postgresFor(env, children, security);
  await migrate({ databaseUrl, security }, children);
  return databaseUrl;
}

function addresses(env: StackEnv, brokers: string, databaseUrl: string): Addresses {
  return {
    issuer_url: `http://127.0.0.1:${env.ISSUER_PORT}`,
    verifier_url: `http://127.0.0.1:${env.VERIFIER_PORT}`,
    auditor_url: `http://127.0.0.1:${env.AUDITOR_PORT}`,
    notifier_url: `http://127.0.0.1:${env.NOTIFIER_PORT}`,
    kafka_brokers: brokers,
    database_url: databaseUrl,
  };
}

function welcome(demo: Demo, security: Security | undefined): string {
  const docs = [demo.issuer_url, demo.verifier_url, demo.auditor_url, demo.notifier_url].map((url) => `${url}/docs`).join('  ');
  return [
    '',
    'Everything is up. Paste this into another terminal:',
    '',
    walkThrough(demo),
    `The API is described at ${docs}`,
    security ? secureWhereabouts(demo) : `Kafka is at ${demo.kafka_brokers}, Postgres at ${demo.database_url}; this and the token stand in .latchkey/demo.json`,
    'Ctrl-C stops everything and keeps the data; npm run stack:reset wipes it.',
    '',
  ].join('\n');
}

function secureWhereabouts({ kafka_brokers, database_url }: Demo): string {
  return [
    `Kafka is at ${kafka_brokers}, Postgres at ${new URL(database_url).host}, both over TLS and with a password; the token stands in .latchkey/demo.json`,
    'Each user has a file in .latchkey/secure. To be one: (set -a; . .latchkey/secure/example-consumer.env; node docs/examples/consumer.mjs)',
  ].join('\n');
}

function withoutDemo({ DATABASE_URL }: StackEnv): string {
  const emptied = DATABASE_URL === undefined ? '' : ' (DATABASE_URL is your own: empty that database as well)';
  return [
    '',
    'Everything is up, but there is no walk-through: .latchkey/demo.json is missing, or its token is expired, revoked or of other data.',
    `A token’s secret is shown once only. To begin anew, stop this, run npm run stack:reset${emptied}, and start again.`,
    '',
  ].join('\n');
}
