import { describeMetrics } from '@latchkey/runtime';
import { verifierEnv } from './verifier.env.js';
import { VerifierModule } from './verifier.module.js';

const env = verifierEnv.parse({ KAFKA_BROKERS: 'localhost:9092', VERIFIER_GATEWAY_KEYS: 'k'.repeat(32), VERIFIER_SNAPSHOT: 'keyring.snapshot' });

/** What the verifier shows at `/metrics` besides what every service does. Nothing is connected to for it. */
export const verifierMetricsShown = () => describeMetrics(VerifierModule.with(env));
