export * from './grants.js';
export * from './refusals.js';
export * from './topic-reader.js';
