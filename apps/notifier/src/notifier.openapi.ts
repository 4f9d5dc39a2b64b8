import { describeService } from '@latchkey/runtime';
import { notifierEnv } from './notifier.env.js';
import { NotifierModule } from './notifier.module.js';

const env = notifierEnv.parse({ DATABASE_URL: 'postgres://localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' });

/** The OpenAPI document of the notifier, which connects to nothing for it. */
export const notifierOpenApi = () => describeService(NotifierModule.with(env), 'notifier');
