import { describeMetrics } from '@latchkey/runtime';
import { notifierEnv } from './notifier.env.js';
import { NotifierModule } from './notifier.module.js';

const env = notifierEnv.parse({ DATABASE_URL: 'postgres://localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' });

/** What the notifier shows at `/metrics` besides what every service does. Nothing is connected to for it. */
export const notifierMetricsShown = () => describeMetrics(NotifierModule.with(env));
