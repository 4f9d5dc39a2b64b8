import { placeOf, readAudit, sequencesOfStates } from '@latchkey/stack/clients';
import type { Hooks } from '../load/hooks.js';
import { factOf, type Ledger, type Write } from '../load/ledger.js';
import type { System } from '../system/system.js';
import { Violation } from '../violations.js';
import type { AuditTail } from './audit-tail.js';
import type { Database } from './database.js';
import { type AuditedTopic, type TopicContents, topicContents } from './topic-ids.js';
import { someOf, within } from './within.js';

const settleMs = 120_000;
const inputs: readonly AuditedTopic[] = ['token-events', 'token-usage', 'activity'];

export interface Evidence {
  readonly system: System;
  readonly ledger: Ledger;
  readonly tail: AuditTail;
  readonly database: Database;
  readonly hooks: Hooks;
}

/** Waits until all of these writes stand in the audit log. */
export async function everyWriteAudited({ tail }: Pick<Evidence, 'tail'>, writes: readonly Write[]): Promise<void> {
  await within(settleMs, () => {
    const missing = writes.map(factOf).filter((fact) => !tail.facts.has(fact));
    return missing.length === 0 ? undefined : `acknowledged, and not in the audit log ${someOf(missing)}`;
  });
}

/** Waits until all tokens that had expired by then are recorded as expired and their owner was told, under one id. */
export async function everyExpiryTold({ ledger, tail, hooks }: Pick<Evidence, 'ledger' | 'tail' | 'hooks'>, by: number): Promise<void> {
  const due = ledger.shortLived.filter(({ expiresAt = 0 }) => expiresAt <= by).map(({ id }) => id);
  await within(settleMs, () => {
    const missing = due.filter((id) => !tail.expired.has(id) || !hooks.received.has(id));
    return missing.length === 0 ? undefined : `expired, and nobody was told ${someOf(missing)}`;
  });
  const twice = due.filter((id) => hooks.received.get(id)?.ids.size !== 1);
  if (twice.length > 0) throw new Violation(`notified under more than one id ${someOf(twice)}`);
}

/** No acknowledged write is missing in the issuer’s database. */
export async function everyWriteStored({ ledger, database }: Pick<Evidence, 'ledger' | 'database'>): Promise<void> {
  await within(settleMs, async () => {
    const expected = [...ledger.tokens.values()].map((token) => ({ ...token }));
    const rows = await database.query<{ id: string; sequence: number; status: string }>('select id, sequence, status from issuer.tokens');
    const stored = new Map(rows.map((row) => [row.id, row]));
    const lost = expected.filter(({ id, sequence, revokedAt }) => {
      const row = stored.get(id);
      return !row || row.sequence < sequence || (revokedAt !== undefined && row.status !== 'revoked');
    });
    return lost.length === 0 ? undefined : `acknowledged, and not in Postgres ${someOf(lost.map(({ id, sequence }) => `${id}@${sequence}`))}`;
  });
}

/** The states on token-state are as new as the writes, and stand in their order. */
export async function everyWriteTold({ ledger, system }: Pick<Evidence, 'ledger' | 'system'>): Promise<void> {
  const expected = [...ledger.tokens.values()].map(({ id, sequence }) => ({ id, sequence }));
  await within(settleMs, async () => {
    const states = await sequencesOfStates(system.client());
    const behind = expected.filter(({ id, sequence }) => (states.get(id)?.at(-1) ?? 0) < sequence).map(({ id, sequence }) => `${id}@${sequence}`);
    if (behind.length > 0) return `acknowledged, and not the last state on token-state ${someOf(behind)}`;
    const back = [...states].filter(([, sequences]) => sequences.at(-1) !== Math.max(...sequences)).map(([id]) => id);
    return back.length === 0 ? undefined : `an older state stands last on token-state ${someOf(back)}`;
  });
}

/** What an input holds is in its logs, record by record in the same order, and every acknowledged write is in it; where nothing more comes, nothing else is in the logs. */
export async function everyRecordLogged({ system, ledger, tail }: Pick<Evidence, 'system' | 'ledger' | 'tail'>, topic: AuditedTopic, whole: boolean): Promise<void> {
  const acknowledged = topic === 'token-events' ? ledger.writes.map(factOf) : [];
  let ids: TopicContents['ids'] = new Map();
  await within(settleMs, async () => {
    const contents = await topicContents(system.client(), topic);
    ids = contents.ids;
    const untold = acknowledged.filter((fact) => !contents.facts.has(fact));
    return untold.length === 0 ? undefined : `acknowledged, and not on ${topic} ${someOf(untold)}`;
  });
  await within(settleMs, () => {
    for (const [log, onTopic] of ids) {
      const logged = tail.ids.get(log) ?? [];
      const at = onTopic.findIndex((id, index) => logged[index] !== id);
      if (at >= 0) return `entry ${at} of ${log} is ${logged[at] ?? 'missing'} and not ${onTopic[at]}; ${logged.length} entries of ${onTopic.length} records`;
      if (whole && logged.length !== onTopic.length) return `${log} has ${logged.length} entries of ${onTopic.length} records`;
    }
    return undefined;
  });
}

/** Once nothing more is done: topics, logs and the audit topic hold the same, the logs can be proven, and token-state is what the database says. */
export async function everythingWhole(evidence: Evidence): Promise<void> {
  const { system, tail } = evidence;
  for (const topic of inputs) await everyRecordLogged(evidence, topic, true);
  await within(settleMs, async () => {
    const published = new Map((await readAudit(system.client())).map((entry) => [placeOf(entry), entry.event_id]));
    const missing = [...tail.ids].flatMap(([log, ids]) => ids.map((id, index) => ({ place: placeOf({ log, index }), id }))).filter(({ place, id }) => published.get(place) !== id);
    return missing.length === 0 ? undefined : `not on the audit topic, or differently ${someOf(missing.map(({ place }) => place))}`;
  });
  for (const log of tail.ids.keys()) await provesLog(system, log);
  await within(settleMs, async () => {
    const { code, stdout, stderr } = await system.command('issuer', 'compare');
    return code === 0 ? undefined : `token-state and the database differ: ${stdout}${stderr}`;
  });
}

async function provesLog(system: System, log: string): Promise<void> {
  await within(settleMs, async () => {
    const { code, stdout, stderr } = await system.command('auditor', 'verify-log', [log]);
    return code === 0 ? undefined : `verify-log ${log}: ${stdout}${stderr}`;
  });
}
