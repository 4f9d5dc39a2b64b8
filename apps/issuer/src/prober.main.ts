import { parseEnv, serve } from '@latchkey/runtime';
import { proberEnv } from './prober/prober.env.js';
import { ProberModule } from './prober/prober.module.js';

const env = parseEnv(proberEnv);

await serve(ProberModule.with(env), { name: 'prober', host: env.PROBER_HOST, port: env.PROBER_PORT, logLevel: env.LOG_LEVEL });
