import { mintToken } from '@latchkey/tokens';
import { z } from 'zod';
import type { App } from '../services/apps.js';
import type { Service } from '../services/start-service.js';
import { Caller, type Issued } from '../clients/caller.js';

const made = z.object({ id: z.string() });
const issued = z.object({ id: z.string(), access_token: z.string() });
const dayMs = 24 * 60 * 60 * 1000;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
/** As many refusals as the notifier of a tour tells of. */
export const refusedOften = 3;

/** Does with a running Latchkey, as a caller who may do everything, whatever makes it tell of something. */
export class Tour {
  constructor(
    private readonly caller: Caller,
    private readonly services: Readonly<Record<App, Service>>,
  ) {}

  async take(): Promise<void> {
    const customer = await this.make('issuer', '/customers', { name: 'Example Media' });
    await this.ask('issuer', 'PATCH', `/customers/${customer}`, { name: 'Example Media Group' });
    await this.accounts(customer);
    await this.lives(customer);
    await this.uses(customer);
    const leaving = await this.make('issuer', '/customers', { name: 'Leaving' });
    await this.issue(leaving);
    await this.ask('issuer', 'DELETE', `/customers/${leaving}`);
    await this.ask('issuer', 'POST', `/customers/${leaving}/erase`);
  }

  private async accounts(customer: string): Promise<void> {
    const account = await this.make('issuer', '/service-accounts', { name: 'builds', customer_id: customer });
    await this.ask('issuer', 'PATCH', `/service-accounts/${account}`, { name: 'deploys' });
    await this.ask('issuer', 'DELETE', `/service-accounts/${account}`);
  }

  private async lives(customer: string): Promise<void> {
    const token = await this.issue(customer, { labels: { team: 'edge' }, allowed_cidrs: ['192.0.2.0/24'], services: ['www'] });
    await this.ask('issuer', 'PATCH', `/automation-tokens/${token.id}`, { labels: { team: 'web' }, notify_days: [14, 3] });
    for (const verb of ['suspend', 'resume']) await this.ask('issuer', 'POST', `/automation-tokens/${token.id}/${verb}`);
    await this.caller.revoke(this.services.issuer, token);
    const leaked = await this.issue(customer);
    await this.ask('issuer', 'POST', '/leaked-tokens', [{ token: leaked.secret, type: 'latchkey_automation_token', url: 'https://example.com/main.yml', source: 'content' }]);
    await this.issue(customer, { expires_at: inMs(3_000) });
    await this.issue(customer, { expires_at: inMs(dayMs + 3_000) });
  }

  private async uses(customer: string): Promise<void> {
    const token = await this.issue(customer, { services: ['www'] });
    const successor = issued.parse(await this.ask('issuer', 'POST', `/automation-tokens/${token.id}/rotate`, { overlap_seconds: 3600 }));
    const ask = (secret: string, permission: string): Promise<unknown> =>
      this.ask('verifier', 'POST', '/verify', { token: secret, permission, service_id: 'www', ip: '192.0.2.7', user_agent: 'cli/1.4', at_least: secret === token.secret ? token.consistency : undefined });
    for (const secret of [token.secret, successor.access_token, mintToken()]) await ask(secret, 'purge:select');
    for (let time = 0; time < refusedOften; time++) await ask(token.secret, 'billing:read');
    const activity = { id: 'activate-42', outcome: 'success', customer_id: customer, token_id: token.id, action: 'version.activated', target: { type: 'service_version', id: 'www/42' }, occurred_at: inMs(0) };
    await this.ask('auditor', 'POST', '/activity', activity);
    await this.ask('notifier', 'PUT', '/contacts/fallback', { emails: ['owner@example.com'] });
  }

  private issue(customer: string, body: object = {}): Promise<Issued> {
    return this.caller.issue(this.services.issuer, { customer_id: customer, ...body });
  }

  private async make(app: App, path: string, body: object): Promise<string> {
    return made.parse(await this.ask(app, 'POST', path, body)).id;
  }

  private async ask(app: App, method: string, path: string, body?: object): Promise<unknown> {
    const response = await this.caller.ask(this.services[app], method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
