import { resolveGrant } from '@latchkey/access';
import type { Catalogue, Grant } from '@latchkey/access';
import { Outbox } from '@latchkey/outbox';
import { mintId } from '@latchkey/tokens';
import type { DataSource, EntityManager } from 'typeorm';
import { defaultPolicy } from '../policy/policy.js';
import { newServiceAccount } from '../service-accounts/new-service-account.js';
import { ServiceAccountEntity } from '../service-accounts/service-account.entity.js';
import { newToken } from '../tokens/new-token.js';
import type { NewToken } from '../tokens/new-token.js';
import { rowOf } from '../tokens/row-of.js';
import { bySystem, issuedRecord } from '../tokens/token-events.js';
import { stateRecord } from '../tokens/token-state.js';
import { TokenEntity } from '../tokens/token.entity.js';

const everything = { roles: ['platform_admin'], scope: 'global' };

/** Makes what no token can make: the one platform customer, and the first token. */
export class Bootstrap {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly catalogue: Catalogue,
  ) {}

  /** Answers undefined, and changes nothing, where the platform customer exists. */
  async execute({ lifetimeHours, now }: { lifetimeHours: number; now: Date }): Promise<NewToken | undefined> {
    const expiresAt = new Date(now.getTime() + lifetimeHours * 60 * 60 * 1000);
    return this.dataSource.transaction(async (manager) => {
      const customerId = await createPlatformCustomer(manager, now);
      return customerId === undefined ? undefined : this.issueFirst(manager, customerId, { now, expiresAt });
    });
  }

  private async issueFirst(manager: EntityManager, customerId: string, { now, expiresAt }: { now: Date; expiresAt: Date }): Promise<NewToken> {
    const account = newServiceAccount({ customerId, name: 'bootstrap', createdAt: now });
    const owner = { customerId, platform: true, serviceAccountId: account.id, name: 'bootstrap', creatorId: null, parentId: null };
    const rights = { ...everything, limitWorkspaces: false, grant: this.grantEverything(expiresAt) };
    const issued = newToken({ ...owner, ...rights, notifyDays: null, labels: {} }, now);
    const records = [stateRecord(issued.token), issuedRecord(issued.token, bySystem('bootstrap'), account.name)];
    await this.outbox.append(manager, records, [rowOf(manager, ServiceAccountEntity, account), rowOf(manager, TokenEntity, issued.token)]);
    return issued;
  }

  private grantEverything(expiresAt: Date): Grant {
    const unlimited = { limit_services: false, services: [], limit_workspaces: false, workspaces: [], allowed_cidrs: null };
    return resolveGrant(this.catalogue, { ...everything, ...unlimited, not_before: null, expires_at: expiresAt.toISOString() });
  }
}

/** The index lets one in; of two at once the second waits for the first and then gives way. */
async function createPlatformCustomer(manager: EntityManager, now: Date): Promise<string | undefined> {
  const rows: { id: string }[] = await manager.query(
    `insert into issuer.customers (id, name, platform, policy, created_at) values ($1, 'platform', true, $2, $3)
     on conflict (platform) where platform do nothing returning id`,
    [mintId(now.getTime()), defaultPolicy, now],
  );
  return rows[0]?.id;
}
