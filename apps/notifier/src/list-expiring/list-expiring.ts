import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { customerOf } from '../customers/customer-of.js';
import type { ListExpiringQuery } from './list-expiring.request.js';

export interface ExpiringToken {
  readonly id: string;
  readonly name: string;
  readonly serviceAccountId: string;
  readonly labels: Record<string, string>;
  readonly expiresAt: Date;
  readonly status: 'active' | 'suspended';
  readonly nextNoticeAt: Date | null;
}

export interface ExpiringPage {
  readonly tokens: readonly ExpiringToken[];
  readonly more: boolean;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The tokens of one customer that will expire within a time, the soonest first. A revoked token has ended already. */
@Injectable()
export class ListExpiring {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, request: ListExpiringQuery, now: Date): Promise<ExpiringPage> {
    const until = new Date(now.getTime() + request.within * dayMs);
    const { cursor, limit } = request;
    const found: ExpiringToken[] = await this.dataSource.query(
      `select id, name, service_account_id as "serviceAccountId", labels, expires_at as "expiresAt", status,
              (select min(due_at) from notifier.notices where token_id = token.id) as "nextNoticeAt"
       from notifier.tokens token
       where customer_id = $1 and status <> 'revoked' and expires_at > $2 and expires_at <= $3
         and ($4::timestamptz is null or (expires_at, id) > ($4, $5))
       order by expires_at, id limit $6`,
      [customerOf(caller, request), now, until, cursor?.at ?? null, cursor?.id ?? null, limit + 1],
    );
    return { tokens: found.slice(0, limit), more: found.length > limit };
  }
}
