export * from './cloud-events.js';
export * from './event.js';
export * from './topics.js';
export * from './contracts.js';
export * as fields from './fields.js';
