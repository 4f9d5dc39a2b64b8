import type { Caller } from '@latchkey/runtime';
import { aGrant } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import type { DataSource } from 'typeorm';
import { FoundEvents } from '../src/audit-events/found-events.js';
import { Horizons } from '../src/audit-events/horizon.js';
import { SettledEvents } from '../src/audit-events/settled-events.js';
import { ListAuditEvents } from '../src/list-audit-events/list-audit-events.js';

/** What reads the log, over a database. */
export class ReadingEvents {
  readonly horizons: Horizons;
  readonly found: FoundEvents;
  readonly settled: SettledEvents;
  readonly list: ListAuditEvents;

  constructor(dataSource: DataSource) {
    this.horizons = new Horizons(dataSource);
    this.found = new FoundEvents(dataSource);
    this.settled = new SettledEvents(this.horizons, this.found);
    this.list = new ListAuditEvents(this.found, this.settled);
  }
}

export function aReader(customerId: string): Caller {
  return { kind: 'token', tokenId: mintId(), customerId, serviceAccountId: mintId(), name: 'reader', platform: false, grant: aGrant() };
}
