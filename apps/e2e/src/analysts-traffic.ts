import { expect } from '@jest/globals';
import { type DataOf, encodeEvent, tokenUsed } from '@latchkey/contracts';
import { EventProducer, type KafkaClient } from '@latchkey/kafka';
import type { Service } from '@latchkey/stack';
import { type AuditRecord, type Caller, type Issued, readAudit, readTopic } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { z } from 'zod';
import type { System } from './system.js';

export interface Traffic {
  /** Used four times `from` there. */
  readonly used: Issued;
  readonly unused: Issued;
  /** Used once, after its end. */
  readonly revoked: Issued;
  /** Never used, and at its end a moment after it was given a successor. */
  readonly replaced: Issued;
  /** A customer that was erased. */
  readonly left: string;
  /** Seven uses of a token, told twice; the first of the two records was also published twice. */
  readonly toldTwice: Use;
  /** Seven uses of a token, told by a clock that is far ahead. */
  readonly ahead: Use;
}

type Use = DataOf<typeof tokenUsed>;

export const from = { service_id: 'www', ip: '192.0.2.7', user_agent: 'deploy/1' };

/** What the questions of analysts are about; all of it is on the audit topic. */
export async function makeTraffic(system: System): Promise<Traffic> {
  const { caller, client } = system;
  const [issuer, verifier] = await Promise.all([system.start('issuer'), system.start('verifier'), system.start('auditor')]);
  const tokens = await useTokens(caller, issuer, verifier);
  const left = await leave(caller, issuer);
  // What it has not told yet, it tells now.
  await verifier.stop();
  const [toldTwice, ahead] = [aUse(new Date()), aUse(new Date('2999-01-01'))];
  await send(client, toldTwice, toldTwice, ahead);
  await eventually(
    async () => {
      const records = await readAudit(client);
      const uses = (id: string, reason: string | null = null): number => countOf(records.filter((record) => record.target_id === id && record.reason === reason));
      expect([uses(tokens.used.id), uses(tokens.revoked.id, 'revoked'), uses(toldTwice.token_id), uses(ahead.token_id)]).toEqual([4, 1, 14, 7]);
      expect(records).toContainEqual(expect.objectContaining({ action: 'customer.erased', target_id: left }));
    },
    { timeoutMs: 30_000, intervalMs: 200 },
  );
  await publishAgain(client, toldTwice);
  return { ...tokens, left, toldTwice, ahead };
}

/** For how many uses records of use stand. */
export function countOf(records: readonly AuditRecord[]): number {
  return records.filter(({ action }) => action === 'token.used').reduce((sum, { details }) => sum + Number(details['count']), 0);
}

async function useTokens(caller: Caller, issuer: Service, verifier: Service): Promise<Pick<Traffic, 'used' | 'unused' | 'revoked' | 'replaced'>> {
  const [used, unused, revoked, replaced] = [await caller.issue(issuer), await caller.issue(issuer), await caller.issue(issuer), await caller.issue(issuer)];
  expect((await caller.ask(issuer, 'POST', `/automation-tokens/${replaced.id}/rotate`, { overlap_seconds: 1 })).status).toBe(201);
  const question = { token: used.secret, permission: 'purge:select', at_least: used.consistency, ...from };
  for (let n = 0; n < 4; n++) {
    await eventually(async () => expect(await (await caller.ask(verifier, 'POST', '/verify', question)).json()).toMatchObject({ active: true, allowed: true }));
  }
  await caller.verify(verifier, revoked, await caller.revoke(issuer, revoked));
  await caller.ask(verifier, 'POST', '/verify', { ...question, token: 'no token' });
  return { used, unused, revoked, replaced };
}

const customer = z.object({ id: z.string() });

async function leave(caller: Caller, issuer: Service): Promise<string> {
  const { id } = customer.parse(await (await caller.ask(issuer, 'POST', '/customers', { name: 'left' })).json());
  for (const [method, path] of [['DELETE', ''], ['POST', '/erase']] as const) {
    expect((await caller.ask(issuer, method, `/customers/${id}${path}`)).status).toBe(200);
  }
  return id;
}

function aUse(at: Date): Use {
  const time = at.toISOString();
  const told = { minute: time, last_used_at: time, last_ip: null, last_user_agent: null, last_service_id: null };
  return { token_id: mintId(), customer_id: mintId(), service_account_id: mintId(), verifier: 'other', outcome: 'allowed', reason: null, count: 7, ...told };
}

/** What is told twice has one event id. */
async function send(client: KafkaClient, ...uses: Use[]): Promise<void> {
  const producer = new EventProducer(client);
  try {
    await producer.send(uses.map((data) => encodeEvent(tokenUsed, { id: `other/${data.token_id}`, source: 'verifier', time: data.last_used_at, data })));
  } finally {
    await producer.onApplicationShutdown();
  }
}

/** As an auditor does that took over and does not know how far another came. */
async function publishAgain(client: KafkaClient, { token_id: token }: Use): Promise<void> {
  const producer = new EventProducer(client);
  try {
    const [first] = (await readTopic(client, 'audit')).filter(({ raw }) => raw.value?.includes(token));
    expect(first).toBeDefined();
    if (first) await producer.send([{ ...first.raw, topic: 'audit', partition: first.partition }]);
  } finally {
    await producer.onApplicationShutdown();
  }
}
