import { z } from 'zod';
import { StackError } from '../stack-error.js';
import { eventually } from './eventually.js';

const issued = z.object({ id: z.string(), access_token: z.string() });
const verdict = z.object({ active: z.boolean(), allowed: z.boolean().optional(), reason: z.string().optional() });
const history = z.object({ data: z.array(z.object({ action: z.string() })) });
const caller = z.object({ token_id: z.string() });

const ingestedWithinMs = 5_000;

/** At one address: issue, verify, pass the gateway, revoke, be refused by both, find it in the audit log. Throws at the first step that goes otherwise. */
export async function chain(url: string, platformToken: string): Promise<void> {
  const call = async (path: string, init: { method?: string; token?: string; body?: unknown } = {}): Promise<Response> => {
    const { method = 'GET', token = platformToken, body } = init;
    const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    return fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  };
  const token = issued.parse(await (await call('/automation-tokens', { method: 'POST', body: { name: 'ci', role: 'engineer', services: ['www'] } })).json());
  const verify = async (sequence: number): Promise<z.infer<typeof verdict>> => {
    const body = { token: token.access_token, permission: 'purge:select', service_id: 'www', at_least: `${token.id}@${sequence}` };
    return verdict.parse(await (await call('/verify', { method: 'POST', body })).json());
  };
  const passes = async (): Promise<Response> => call('/service/www/details', { token: token.access_token });

  expectThat((await verify(1)).allowed === true, 'the new token is allowed');
  expectThat(caller.parse(await (await passes()).json()).token_id === token.id, 'the gateway lets it through');
  expectThat((await call(`/automation-tokens/${token.id}`, { method: 'DELETE' })).status === 204, 'it is revoked');
  expectThat((await verify(2)).reason === 'revoked', 'the verifier refuses it');
  expectThat((await passes()).status === 401, 'the gateway refuses it');
  await eventually(async () => {
    const { data } = history.parse(await (await call(`/audit-events?token_id=${token.id}`)).json());
    expectThat(data.some(({ action }) => action === 'token.revoked'), 'the audit log knows of it');
  }, ingestedWithinMs);
}

function expectThat(fact: boolean, what: string): void {
  if (!fact) throw new StackError(`it does not hold that ${what}`);
}
