import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { StackError } from '../stack-error.js';
import type { Demo } from './demo-file.js';

const knownWithinMs = 60_000;
/** Each look is a line in the log of a service. */
const lookEveryMs = 500;

const verdict = z.object({ active: z.boolean() });

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Whether the demo's token may be used: not where the issuer refuses it, which knows of every token at once. Where it does not, this answers once the
 * others have heard of the token too; on a first start that takes them a moment longer than to be ready.
 */
export async function isAccepted(demo: Demo): Promise<boolean> {
  if ((await call(demo, `${demo.issuer_url}/automation-tokens?per_page=1`)).status === 401) return false;
  const deadline = performance.now() + knownWithinMs;
  while (!((await verifies(demo)) && (await auditorKnows(demo)))) {
    if (performance.now() > deadline) throw new StackError('the demo’s token has not come from the issuer to the verifier and the auditor: see their logs above');
    await pause(lookEveryMs);
  }
  return true;
}

async function verifies(demo: Demo): Promise<boolean> {
  const body = JSON.stringify({ token: demo.access_token });
  const { status, text } = await call(demo, `${demo.verifier_url}/verify`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return status === 200 && verdict.parse(JSON.parse(text)).active;
}

async function auditorKnows(demo: Demo): Promise<boolean> {
  return (await call(demo, `${demo.auditor_url}/audit-events?limit=1`)).status === 200;
}

async function call({ access_token }: Demo, url: string, { headers, ...init }: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url, { ...init, headers: { ...headers, authorization: `Bearer ${access_token}` } });
  return { status: answer.status, text: await answer.text() };
}
