import { describeService } from '@latchkey/runtime';
import { auditorEnv } from './auditor.env.js';
import { AuditorModule } from './auditor.module.js';

const env = auditorEnv.parse({ DATABASE_URL: 'postgres://localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' });

/** The OpenAPI document of the auditor, which connects to nothing for it. */
export const auditorOpenApi = () => describeService(AuditorModule.with(env), 'auditor');
