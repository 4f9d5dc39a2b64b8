import { describeMetrics } from '@latchkey/runtime';
import { auditorEnv } from './auditor.env.js';
import { AuditorModule } from './auditor.module.js';

const env = auditorEnv.parse({ DATABASE_URL: 'postgres://localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' });

/** What the auditor shows at `/metrics` besides what every service does. Nothing is connected to for it. */
export const auditorMetricsShown = () => describeMetrics(AuditorModule.with(env));
