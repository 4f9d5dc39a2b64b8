import { describeService } from '@latchkey/runtime';
import { issuerEnv } from './issuer.env.js';
import { IssuerModule } from './issuer.module.js';

const env = issuerEnv.parse({ DATABASE_URL: 'postgres://localhost/latchkey', KAFKA_BROKERS: 'localhost:9092' });

/** The OpenAPI document of the issuer, which connects to nothing for it. */
export const issuerOpenApi = () => describeService(IssuerModule.with(env), 'issuer');
