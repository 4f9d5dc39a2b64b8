import { parseArgs } from 'node:util';
import { Outbox } from '@latchkey/outbox';
import { dataSourceFor, parseEnv, runCommand } from '@latchkey/runtime';
import { Logger } from '@nestjs/common';
import { bootstrapEnv } from './bootstrap/bootstrap.env.js';
import { Bootstrap } from './bootstrap/bootstrap.js';
import { writeDemoFile } from './bootstrap/demo-file.js';
import { issuerDatabase } from './issuer.database.js';

const env = parseEnv(bootstrapEnv);
const log = new Logger('bootstrap');
/** Distinct from a failure: a stack that starts again takes it as done before. */
const existsAlready = 3;
const lifetimeHours = 24;
/** A demo has no operator who makes the next token in time, and must outlive restarts of the local stack. */
const demoLifetimeHours = 30 * 24;

async function bootstrap(): Promise<void> {
  const { demo = false } = parseArgs({ options: { demo: { type: 'boolean' } } }).values;
  if (demo && env.LATCHKEY_IMAGE) throw new Error('an image makes no demo token');
  const dataSource = await dataSourceFor(env, issuerDatabase).initialize();
  try {
    const outbox = new Outbox(dataSource, issuerDatabase.schema, log);
    const use = { lifetimeHours: demo ? demoLifetimeHours : lifetimeHours, now: new Date() };
    const first = await new Bootstrap(dataSource, outbox, env.CATALOGUE).execute(use);
    if (!first) {
      log.error('the platform customer exists already; nothing was changed');
      process.exitCode = existsAlready;
      return;
    }
    const { token, secret } = first;
    const shown = { customer_id: token.customerId, token_id: token.id, access_token: secret, expires_at: token.expiresAt?.toISOString() };
    process.stdout.write(`${JSON.stringify(shown)}\n`);
    if (demo) await writeDemoFile(env, first);
  } finally {
    await dataSource.destroy();
  }
}

await runCommand('issuer-bootstrap', env.LOG_LEVEL, bootstrap);
