import { type Caller, RuntimeError } from '@latchkey/runtime';
import { Conditions } from './conditions.js';
import type { EventFilter } from './event-filter.js';

/** Filters that are a column of their own. */
const columns = { target_id: 'target_id', actor_id: 'actor_id', service_account_id: 'service_account_id', service_id: 'service_id', outcome: 'outcome', ip: 'ip' } as const;

/** Invariant 9: of one customer that the caller may see, each event once. The planner sees the values, so that each question finds its own index. */
export function conditionsOf(caller: Caller, filter: EventFilter): Conditions {
  const all = new Conditions().add('customer_id = %s', customerOf(caller, filter)).add('duplicate_of is null');
  const { from, to, token_id: token, action, text } = filter;
  // Nothing happens after it was taken in, so that what was taken in before needs no look.
  if (from) all.add('happened_at >= %s', from).add('ingested_at >= %s', from);
  if (to) all.add('happened_at < %s', to);
  for (const [column, name] of Object.entries(columns)) if (filter[name] !== undefined) all.add(`${column} = %s`, filter[name]);
  if (token !== undefined) all.either(['token_id = %s', 'by_token_id = %s'], token);
  if (action !== undefined) all.add('starts_with(action, %s)', action);
  if (text !== undefined) addText(all, text);
  return all;
}

/** One answer for a customer that is not there and for one that the caller must not know of. */
function customerOf(caller: Caller, { customer_id: named = caller.customerId }: EventFilter): string {
  if (caller.platform || named === caller.customerId) return named;
  throw new RuntimeError('not_found', { detail: '`customer_id` names no customer that you may see.' });
}

/** First as it would stand in the JSON, which is quick; then in the texts alone, since it may be in a name. jsonb does not take NUL. */
function addText(all: Conditions, text: string): void {
  const json = "convert_from(record, 'UTF8')";
  const texts = `jsonb_path_query(${json}::jsonb, 'strict $.** ? (@.type() == "string")') as each`;
  all.add(`${json} ilike %s`, containing(JSON.stringify(text).slice(1, -1)));
  all.add(`case when strpos(${json}, '\\u0000') > 0 then true else exists (select from ${texts} where each #>> '{}' ilike %s) end`, containing(text));
}

function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
