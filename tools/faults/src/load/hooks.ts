import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const notice = z.object({ type: z.literal('token.expired.v1'), data: z.object({ token_id: z.string() }) });

/** Whoever is told by the notifier that tokens have expired. */
export class Hooks {
  /** By token, the ids of its notifications, and when the first came. */
  readonly received = new Map<string, { readonly ids: Set<string>; readonly at: number }>();
  private readonly server = http.createServer((request, response) => {
    void text(request).then((body) => {
      response.writeHead(this.take(String(request.headers['webhook-id']), body)).end();
    });
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

  private take(id: string, body: string): number {
    const { data: told } = notice.safeParse(JSON.parse(body));
    if (!told) return 400;
    const { data } = told;
    const earlier = this.received.get(data.token_id);
    if (earlier) earlier.ids.add(id);
    else this.received.set(data.token_id, { ids: new Set([id]), at: Date.now() });
    return 204;
  }
}
