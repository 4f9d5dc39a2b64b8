import { describeMetrics } from '@latchkey/runtime';
import { proberEnv } from './prober.env.js';
import { ProberModule } from './prober.module.js';

const env = proberEnv.parse({ PROBER_TOKEN: 'none', PROBER_ISSUER_URL: 'http://localhost', PROBER_VERIFIER_URLS: 'http://localhost' });

/** What the prober shows at `/metrics` besides what every service does. Nothing is connected to for it. */
export const proberMetricsShown = () => describeMetrics(ProberModule.with(env));
