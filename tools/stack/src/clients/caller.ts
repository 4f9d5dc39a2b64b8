import type { Service } from '../services/start-service.js';
import { z } from 'zod';

const issued = z.object({ id: z.string(), customer_id: z.string(), access_token: z.string() });
const verification = z.object({
  active: z.boolean(),
  allowed: z.boolean().optional(),
  reason: z.string().optional(),
  sequence: z.int().optional(),
  staleness_ms: z.int().nullable(),
});
const auditEvent = z.object({ log: z.string(), index: z.int(), action: z.string() });
const auditPage = z.object({ data: z.array(auditEvent), next_cursor: z.string().nullable() });
const problem = z.object({ status: z.int(), code: z.string() });

/** Each of them takes a second. */
const triesWhileBehind = 20;

export type Verification = z.infer<typeof verification>;
export type AuditEvent = z.infer<typeof auditEvent>;
export interface Written {
  readonly id: string;
  /** `Latchkey-Consistency` of the write. */
  readonly consistency: string;
}
export interface Issued extends Written {
  readonly secret: string;
}

type Asked = Pick<Service, 'url'>;

/** Whoever holds a token, asking services over HTTP: what is not answered as it should be is thrown. */
export class Caller {
  constructor(readonly secret: string) {}

  /** A token that may all that an engineer may, unless the body says otherwise. */
  async issue(issuer: Asked, body: object = {}): Promise<Issued> {
    const response = await this.ask(issuer, 'POST', '/automation-tokens', { name: 'ci', role: 'engineer', limit_workspaces: false, ...body });
    const { id, access_token: secret } = issued.parse(await answered(response, 201));
    return { id, secret, consistency: consistencyOf(response) };
  }

  async revoke(issuer: Asked, { id }: Pick<Issued, 'id'>, headers: Readonly<Record<string, string>> = {}): Promise<Written> {
    const response = await this.ask(issuer, 'DELETE', `/automation-tokens/${id}`, undefined, headers);
    await answered(response, 204);
    return { id, consistency: consistencyOf(response) };
  }

  async relabel(issuer: Asked, { id }: Pick<Issued, 'id'>, labels: Readonly<Record<string, string>>): Promise<Written> {
    const response = await this.ask(issuer, 'PATCH', `/automation-tokens/${id}`, { labels });
    await answered(response, 200);
    return { id, consistency: consistencyOf(response) };
  }

  /** Asks whether the token may purge by key; with a write, until the verifier knows of it. */
  async verify(verifier: Asked, { secret }: Pick<Issued, 'secret'>, since?: Written): Promise<Verification> {
    const question = { token: secret, permission: 'purge:select', service_id: 'www', ...(since && { at_least: since.consistency }) };
    const ask = async (): Promise<Verification> => verification.parse(await answered(await this.ask(verifier, 'POST', '/verify', question), 200));
    let answer = await ask();
    for (let more = triesWhileBehind; answer.reason === 'behind' && more > 0; more--) answer = await ask();
    return answer;
  }

  /** All that the audit log shows of one token, over as many pages as there are. */
  async trail(auditor: Asked, { id }: Pick<Issued, 'id'>): Promise<AuditEvent[]> {
    const events: AuditEvent[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = auditPage.parse(await this.read(auditor, `/audit-events?token_id=${id}&limit=100${from}`));
      events.push(...page.data);
      cursor = page.next_cursor;
    }
    return events;
  }

  async read(service: Asked, path: string): Promise<unknown> {
    return answered(await this.ask(service, 'GET', path), 200);
  }

  async ask({ url }: Asked, method: string, path: string, body?: object, further: Readonly<Record<string, string>> = {}): Promise<Response> {
    const json = body && { body: JSON.stringify(body) };
    const headers = { authorization: `Bearer ${this.secret}`, ...(json && { 'content-type': 'application/json' }), ...further };
    return fetch(url + path, { method, headers, ...json });
  }
}

/** The status and code of an answer that is a problem. */
export async function problemIn(response: Response): Promise<z.infer<typeof problem>> {
  const type = response.headers.get('content-type') ?? 'nothing';
  if (!type.startsWith('application/problem+json')) throw new Error(`${response.status} came as ${type}`);
  return problem.parse(await response.json());
}

async function answered(response: Response, status: number): Promise<unknown> {
  const text = await response.text();
  if (response.status !== status) throw new Error(`${response.status} instead of ${status} from ${response.url}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

function consistencyOf(response: Response): string {
  const consistency = response.headers.get('latchkey-consistency');
  if (consistency === null) throw new Error(`no Latchkey-Consistency from ${response.url}`);
  return consistency;
}
