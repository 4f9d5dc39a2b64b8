import { Outbox } from '@latchkey/outbox';
import { databaseEnv, dataSourceFor, parseEnv, runCommand, runtimeEnv } from '@latchkey/runtime';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { issuerDatabase } from './issuer.database.js';
import { republishArgs } from './republish-tokens/republish-args.js';
import { RepublishTokens } from './republish-tokens/republish-tokens.js';

const named = republishArgs(process.argv.slice(2));
if (!named) {
  process.stderr.write('usage: republish [--customer <id>] [--token <id>]\n');
  process.exit(64);
}
const env = parseEnv(z.object({ LOG_LEVEL: runtimeEnv.LOG_LEVEL, ...databaseEnv }));

await runCommand('issuer-republish', env.LOG_LEVEL, async () => {
  const dataSource = await dataSourceFor(env, issuerDatabase).initialize();
  try {
    const outbox = new Outbox(dataSource, issuerDatabase.schema, new Logger(Outbox.name));
    const republished = await new RepublishTokens(dataSource, outbox).execute(named);
    process.stdout.write(`${JSON.stringify({ republished })}\n`);
  } finally {
    await dataSource.destroy();
  }
});
