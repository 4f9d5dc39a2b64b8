import { HookServer } from '@latchkey/stack/clients';
import { z } from 'zod';

const notice = z.object({ type: z.literal('token.expired.v1'), data: z.object({ token_id: z.string() }) });

/** Whoever is told by the notifier that tokens have expired. */
export class Hooks {
  /** By token, the ids of its notifications, and when the first came. */
  readonly received = new Map<string, { readonly ids: Set<string>; readonly at: number }>();
  private readonly server = new HookServer((headers, body) => this.take(String(headers['webhook-id']), body));

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
