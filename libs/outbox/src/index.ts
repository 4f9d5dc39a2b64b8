export * from './heartbeat-source.js';
export { type OutboxState, outboxState } from './outbox-state.js';
export * from './outbox-table.js';
export * from './outbox.errors.js';
export * from './outbox.js';
export * from './outbox.module.js';
export type { RelayLog, RelayOptions, RelayStats } from './relay-options.js';
export * from './relay.js';
export type { Write } from './write.js';
