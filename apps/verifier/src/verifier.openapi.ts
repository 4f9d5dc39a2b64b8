import { describeService } from '@latchkey/runtime';
import { verifierEnv } from './verifier.env.js';
import { VerifierModule } from './verifier.module.js';

const env = verifierEnv.parse({ KAFKA_BROKERS: 'localhost:9092' });

/** The OpenAPI document of the verifier, which connects to nothing for it. */
export const verifierOpenApi = () => describeService(VerifierModule.with(env), 'verifier');
