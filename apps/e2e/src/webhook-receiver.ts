import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

export interface Hook {
  readonly id: string;
  readonly payload: unknown;
}

/** A server that takes webhooks and keeps those whose signature it verifies, as a customer’s would. */
export class WebhookReceiver {
  readonly hooks: Hook[] = [];
  secret = '';
  private readonly server = http.createServer((request, response) => {
    void text(request).then((body) => response.writeHead(this.take(request.headers, body)).end());
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(headers: http.IncomingHttpHeaders, body: string): number {
    try {
      const payload = new Webhook(this.secret).verify(body, headers as Record<string, string>);
      this.hooks.push({ id: String(headers['webhook-id']), payload });
      return 204;
    } catch {
      return 400;
    }
  }
}
