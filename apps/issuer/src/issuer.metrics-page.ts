import { describeMetrics } from '@latchkey/runtime';
import { issuerEnv } from './issuer.env.js';
import { IssuerModule } from './issuer.module.js';

const env = issuerEnv.parse({ DATABASE_URL: 'postgres://localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' });

/** What the issuer shows at `/metrics` besides what every service does. Nothing is connected to for it. */
export const issuerMetricsShown = () => describeMetrics(IssuerModule.with(env));
