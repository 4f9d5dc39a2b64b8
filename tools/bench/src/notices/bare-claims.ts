import { Client } from 'pg';
import { rateOf } from '../in-turns.js';

/** As a notifier has it. */
const claimSize = 500;

/** What a notifier asks of Postgres to claim and settle what is due, in the same statements. */
const claimable = (joined = ''): string => `
  from notifier.notices notice
  join notifier.tokens token on token.id = notice.token_id
  join notifier.positions position on position.partition = token.partition
  ${joined}
  where notice.due_at <= $1
    and (notice.due_at <= position.as_of or position.partition = any($2))
    and not exists (
      select 1 from notifier.notices later
      where later.token_id = notice.token_id and later.due_at > notice.due_at and later.due_at <= $1)`;
const lock = `select token.id ${claimable()} order by notice.due_at desc limit ${claimSize} for no key update of token, notice skip locked`;
const find = `
  select notice.id, notice.threshold_days as "thresholdDays", notice.due_at as "dueAt", token.id as "tokenId", token.customer_id as "customerId",
         token.service_account_id as "serviceAccountId", token.name, token.labels, token.expires_at as "expiresAt",
         (select name from notifier.service_accounts account where account.id = token.service_account_id) as "serviceAccountName",
         last_use.used_at as "usedAt", last_use.ip, last_use.user_agent as "userAgent", last_use.service_id as "serviceId",
         exists (select from notifier.successions succession join notifier.last_uses use on use.token_id = successor_id where succession.token_id = token.id) as succeeded
  ${claimable('left join notifier.last_uses last_use on last_use.token_id = token.id')} and token.id = any($3) order by notice.due_at, notice.id`;
const settle = `
  with due as (
    delete from notifier.notices where token_id = any($1) and due_at <= $3 returning id, token_id, due_at
  ), settled as (
    insert into notifier.announcements (id, token_id, expires_at, due_at, outcome, settled_at)
    select due.id, token_id, token.expires_at, due_at, case when due.id = any($2) then 'announced' else 'passed_over' end, $3
    from due join notifier.tokens token on token.id = token_id
    on conflict (id) do nothing returning id, outcome
  )
  select id from settled where outcome = 'announced'`;

interface Due {
  readonly id: string;
  readonly tokenId: string;
}

/** How many notices a second are claimed and settled by bare `pg`, a transaction after the other on each connection. Nothing is made of them. */
export async function bareClaimRate(databaseUrl: string, connections: number, seconds: number): Promise<number> {
  const clients = Array.from({ length: connections }, () => new Client({ connectionString: databaseUrl }));
  const free = [...clients];
  const now = new Date();
  const claim = async (): Promise<void> => {
    const client = free.pop();
    if (!client) throw new Error('there are more workers than connections');
    await client.query('begin');
    await claimSome(client, now);
    await client.query('commit');
    free.push(client);
  };
  try {
    await Promise.all(clients.map((client) => client.connect()));
    await rateOf(claim, { workers: connections, seconds: seconds / 2 });
    return (await rateOf(claim, { workers: connections, seconds })) * claimSize;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function claimSome(client: Client, now: Date): Promise<void> {
  const { rows: tokens } = await client.query<{ id: string }>(lock, [now, []]);
  const ids = tokens.map(({ id }) => id);
  const { rows: due } = await client.query<Due>(find, [now, [], ids]);
  const { rowCount } = await client.query(settle, [ids, due.map(({ id }) => id), now]);
  if (rowCount !== claimSize) throw new Error('nothing was left to claim: there have to be more notices');
}
