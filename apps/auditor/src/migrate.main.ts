import { databaseEnv, dataSourceFor, parseEnv, runCommand, runMigrations, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { auditorDatabase } from './auditor.database.js';

const env = parseEnv(z.object({ LOG_LEVEL: runtimeEnv.LOG_LEVEL, ...databaseEnv }));

await runCommand('auditor-migrate', env.LOG_LEVEL, () => runMigrations(dataSourceFor(env, auditorDatabase)));
