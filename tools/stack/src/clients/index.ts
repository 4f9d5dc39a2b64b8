export { type AuditEvent, Caller, type Issued, problemIn, type Verification, type Written } from './caller.js';
export { gauge } from './gauge.js';
export { HookServer } from './hook-server.js';
export { type AuditRecord, placeOf, readAudit } from './read-audit.js';
export { readTopic, type ReadRecord } from './read-topic.js';
export { firstOfEach, type Sequences, sequencesOfEvents, sequencesOfStates } from './sequences.js';
