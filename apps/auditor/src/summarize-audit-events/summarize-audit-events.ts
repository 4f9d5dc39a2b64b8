import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import type { Conditions } from '../audit-events/conditions.js';
import { conditionsOf } from '../audit-events/event-conditions.js';
import { FoundEvents } from '../audit-events/found-events.js';
import type { SummarizeAuditEventsQuery } from './summarize-audit-events.request.js';

export interface Summary {
  readonly id: string;
  readonly events: number;
  /** How many times it was used, and refused: a record of use stands for many. */
  readonly uses: number;
  readonly refusals: number;
  readonly actions: Readonly<Record<string, number>>;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly lastIp: string | null;
  readonly lastServiceId: string | null;
}

const columns = { token: 'token_id', service_account: 'service_account_id' } as const;

/** What is on record of each token, or each service account, in numbers. */
@Injectable()
export class SummarizeAuditEvents {
  constructor(private readonly found: FoundEvents) {}

  async execute(caller: Caller, { by, limit, cursor, ...filter }: SummarizeAuditEventsQuery): Promise<{ readonly summaries: readonly Summary[]; readonly next: string | null }> {
    const column = columns[by];
    const conditions = conditionsOf(caller, filter).add(`${column} is not null`);
    if (cursor !== undefined) conditions.add(`${column} > %s`, cursor);
    const rows = await this.found.rows<Summary>(summaryQuery(conditions, column, limit + 1), conditions.values);
    const summaries = rows.slice(0, limit);
    return { summaries, next: rows.length > limit ? (summaries.at(-1)?.id ?? null) : null };
  }
}

/** Numbers are far below 2^53. */
function summaryQuery({ texts }: Conditions, column: string, limit: number): string {
  const latest = (what: string): string => `(array_agg(${what} order by happened_at desc, ingested_at desc) filter (where ${what} is not null))[1]`;
  return `
    with found as (
      select ${column} as id, action, outcome, happened_at, ingested_at, ip, service_id,
        case when action = 'token.used' then (convert_from(record, 'UTF8')::json #>> '{details,count}')::bigint end as count
      from auditor.records where ${texts.join()}
    ), summed as (
      select id, count(*)::float8 as events, coalesce(sum(count) filter (where outcome = 'success'), 0)::float8 as uses,
        coalesce(sum(count) filter (where outcome = 'failure'), 0)::float8 as refusals, min(happened_at) as "firstAt", max(happened_at) as "lastAt",
        ${latest('ip')} as "lastIp", ${latest('service_id')} as "lastServiceId"
      from found group by id order by id limit ${limit}
    ), counted as (
      select id, json_object_agg(action, events order by action) as actions from (select id, action, count(*) as events from found group by id, action) each group by id
    )
    select summed.*, actions from summed join counted using (id) order by id`;
}
