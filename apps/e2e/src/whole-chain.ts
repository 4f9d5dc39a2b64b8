import { expect } from '@jest/globals';
import type { KafkaClient } from '@latchkey/kafka';
import type { Service } from '@latchkey/stack';
import { type Caller, type Issued, placeOf, readAudit } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import type { System } from './system.js';

const dayMs = 24 * 60 * 60 * 1000;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

export interface WholeChain {
  readonly system: System;
  readonly caller: Caller;
  readonly client: KafkaClient;
  readonly issuer: Service;
  readonly auditor: Service;
  readonly verifiers: readonly [Service, Service];
  readonly notifier: Service;
}

export async function startWholeChain(system: System, env: NodeJS.ProcessEnv = {}): Promise<WholeChain> {
  const [issuer, auditor, one, other, notifier] = await Promise.all([
    system.start('issuer', env),
    system.start('auditor', env),
    system.start('verifier', env),
    system.start('verifier', env),
    system.start('notifier', env),
  ]);
  return { system, caller: system.caller, client: system.client, issuer, auditor, verifiers: [one, other], notifier };
}

export const wholeChain = 'issued, allowed, revoked, refused, announced and expired, and each of these stands once in the audit log';

export async function tellWholeChain({ caller, client, issuer, auditor, verifiers }: WholeChain): Promise<void> {
  const token = await caller.issue(issuer);
  for (const verifier of verifiers) expect(await caller.verify(verifier, token, token)).toMatchObject({ active: true, allowed: true });
  const expiring = await caller.issue(issuer, { expires_at: inMs(dayMs + 3_000) });
  const expired = await caller.issue(issuer, { expires_at: inMs(3_000) });
  const revocation = await caller.revoke(issuer, token);
  for (const verifier of verifiers) expect(await caller.verify(verifier, token, revocation)).toMatchObject({ active: false, reason: 'revoked', sequence: 2 });

  const expectTrail = (about: Issued, ...actions: string[]): Promise<void> =>
    eventually(async () => expect((await caller.trail(auditor, about)).map(({ action }) => action).sort()).toEqual(actions), { timeoutMs: 20_000, intervalMs: 200 });
  await expectTrail(token, 'token.issued', 'token.revoked', 'token.used', 'token.used', 'token.used', 'token.used');
  await expectTrail(expiring, 'token.expiring', 'token.issued');
  await expectTrail(expired, 'token.expired', 'token.issued');
  expect(await caller.verify(verifiers[0], expired)).toMatchObject({ active: false, reason: 'expired' });

  const trails = await Promise.all([token, expiring, expired].map((about) => caller.trail(auditor, about)));
  const shown = trails.flat().map(placeOf);
  await eventually(async () => expect((await readAudit(client)).map(placeOf)).toEqual(expect.arrayContaining(shown)));
  expect(new Set(shown).size).toBe(shown.length);
}
