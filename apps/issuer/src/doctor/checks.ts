import { acls } from './acls.check.js';
import { auditLog } from './audit-log.check.js';
import { catalogue } from './catalogue.check.js';
import type { Check } from './check.js';
import { clocks } from './clocks.check.js';
import { configuration } from './configuration.check.js';
import { consumers } from './consumers.check.js';
import { database } from './database.check.js';
import { deadLetters } from './dead-letters.check.js';
import { descendants } from './descendants.check.js';
import { identityProviderReach } from './identity-providers.check.js';
import { kafka } from './kafka.check.js';
import { keyring } from './keyring.check.js';
import { leakReportKeys } from './leak-report-keys.check.js';
import { migrations } from './migrations.check.js';
import { notices } from './notices.check.js';
import { outbox } from './outbox.check.js';
import { relayDatabase } from './relay-database.check.js';
import { services } from './services.check.js';
import { topics } from './topics.check.js';
import { usage } from './usage.check.js';

/** In the order in which they are told: what others need comes first. */
export const checks: readonly Check[] = [
  configuration,
  database,
  relayDatabase,
  migrations,
  kafka,
  topics,
  acls,
  services,
  clocks,
  outbox,
  consumers,
  keyring,
  usage,
  auditLog,
  notices,
  deadLetters,
  identityProviderReach,
  leakReportKeys,
  catalogue,
  descendants,
];
