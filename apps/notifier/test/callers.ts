import type { TokenState } from '@latchkey/contracts';
import type { Service } from '@latchkey/runtime';
import { aGrant, aTokenState, eventually } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import type { RunningNotifier } from './running-notifier.js';
import { stateRecord } from './schedule.js';

type Who = 'admin' | 'reader' | 'stranger' | 'platform';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
  readonly text: string;
}

/** A customer’s admin and reader, a stranger’s admin, and the platform’s, known to a running notifier. */
export class Callers {
  readonly customer = mintId();
  private readonly secrets: Readonly<Record<Who, string>> = { admin: mintToken(), reader: mintToken(), stranger: mintToken(), platform: mintToken() };

  constructor(private readonly service: () => Pick<Service, 'url'>) {}

  async enter(notifier: RunningNotifier): Promise<void> {
    const { admin, reader, stranger, platform } = this.secrets;
    const all = aGrant({ permissions: ['token:read', 'notification:write'] });
    const caller = (secret: string, of: Partial<TokenState>): TokenState => aTokenState({ digest: digestToken(secret), grant: all, ...of });
    const states = [
      caller(admin, { customer_id: this.customer, name: 'admin' }),
      caller(reader, { customer_id: this.customer, grant: aGrant({ permissions: ['token:read'] }) }),
      caller(stranger, {}),
      caller(platform, { platform: true }),
    ];
    await notifier.write(states.map(stateRecord));
    await eventually(async () => {
      for (const who of ['admin', 'reader', 'stranger', 'platform'] as const) {
        const { status } = await this.ask(who, 'GET', '/expiring');
        if (status !== 200) throw new Error(`${who} is answered ${status}`);
      }
    }, { timeoutMs: 30_000 });
  }

  async ask<Body = Record<string, unknown>>(who: Who, method: string, path: string, body?: object): Promise<Answer<Body>> {
    const headers = { authorization: `Bearer ${this.secrets[who]}`, ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(this.service().url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body, text };
  }
}
