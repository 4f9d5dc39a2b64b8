import type { IncomingHttpHeaders } from 'node:http';
import { HookServer } from '@latchkey/stack/clients';
import { Webhook } from 'standardwebhooks';

export interface Hook {
  readonly id: string;
  readonly payload: unknown;
}

/** A server that takes webhooks and keeps those whose signature it verifies, as a customer’s would. */
export class WebhookReceiver {
  readonly hooks: Hook[] = [];
  secret = '';
  private readonly server = new HookServer((headers, body) => this.take(headers, body));

  async open(): Promise<this> {
    await this.server.open();
    return this;
  }

  get url(): string {
    return this.server.url;
  }

  async close(): Promise<void> {
    await this.server.close();
  }

  private take(headers: IncomingHttpHeaders, body: string): number {
    try {
      const payload = new Webhook(this.secret).verify(body, headers as Record<string, string>);
      this.hooks.push({ id: String(headers['webhook-id']), payload });
      return 204;
    } catch {
      return 400;
    }
  }
}
