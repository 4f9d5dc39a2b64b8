import type { Batch } from '@latchkey/kafka';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { lastUsesIn } from './last-uses.js';

/** In the order of the ids, so that two instances never wait for one another in a circle. A token that is not known, or no more, gets no row that nobody would remove. */
const forward = `
  insert into notifier.last_uses as held (token_id, used_at, ip, user_agent, service_id)
  select use.* from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[]) as use (token_id, used_at, ip, user_agent, service_id)
  where exists (select from notifier.tokens token where token.id = use.token_id)
  order by use.token_id
  on conflict (token_id) do update set used_at = excluded.used_at, ip = excluded.ip, user_agent = excluded.user_agent, service_id = excluded.service_id
  where held.used_at < excluded.used_at`;

/** Keeps when, from where and for what each token was last used. It moves forward only, so that what is told twice changes nothing. */
@Injectable()
export class RecordUse {
  constructor(private readonly dataSource: DataSource) {}

  async execute(batch: Batch<'token-usage'>, now: Date): Promise<void> {
    const last = lastUsesIn(batch.records, now);
    if (last.length === 0) return;
    await this.dataSource.query(forward, [
      last.map(({ tokenId }) => tokenId),
      last.map(({ at }) => at),
      last.map(({ ip }) => ip),
      last.map(({ userAgent }) => userAgent),
      last.map(({ serviceId }) => serviceId),
    ]);
  }
}
