export { asyncApi } from './asyncapi.js';
export * from './contracts.js';
export * from './decode-event.js';
export * from './encode-event.js';
export * from './event.js';
export * from './record.js';
export { redactRecord } from './redact-record.js';
export * from './topics.js';
export * as fields from './fields.js';
