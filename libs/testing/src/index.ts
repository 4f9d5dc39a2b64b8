export { createDatabase, hashOf } from './database.js';
export type { Migrate, TestDatabase } from './database.js';
export { databaseUrl, kafkaBrokers, uniquePrefix } from './environment.js';
export { eventually } from './eventually.js';
export { aGrant, aTokenState } from './factories.js';
export { OtlpReceiver, type ReceivedSpan } from './otlp-receiver.js';
export { openApiFaults } from './openapi-faults.js';
export { type Ended, runMain } from './run-main.js';
