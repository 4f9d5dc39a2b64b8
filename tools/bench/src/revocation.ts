import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const issued = z.object({ id: z.string(), access_token: z.string() });
const verified = z.object({ active: z.boolean(), reason: z.string().optional() });

export interface Addresses {
  readonly issuerUrl: string;
  readonly verifierUrl: string;
  /** Of a token that may issue, revoke and introspect. */
  readonly callerToken: string;
}

/** Revokes tokens, and times how long a verifier goes on without knowing it. */
export class Revocation {
  constructor(private readonly at: Addresses) {}

  /** Answers once the verifier knows the caller. */
  async ready(): Promise<void> {
    const ask = (): Promise<Response> => this.send('POST', `${this.at.verifierUrl}/verify`, { token: this.at.callerToken });
    for (let status = (await ask()).status; status === 401; status = (await ask()).status) await pause(50);
  }

  /** Milliseconds from the call that revokes to the answer of a verifier that refuses the token. */
  async measure(): Promise<number> {
    const { id, access_token: token } = issued.parse(await (await this.call('POST', `${this.at.issuerUrl}/automation-tokens`, body)).json());
    await this.verify(token, `${id}@1`, true);
    const start = performance.now();
    const revoked = await this.call('DELETE', `${this.at.issuerUrl}/automation-tokens/${id}`);
    // The verifier holds this answer back until it has seen the revocation, and not a moment longer.
    await this.verify(token, revoked.headers.get('latchkey-consistency') ?? '', false);
    return performance.now() - start;
  }

  private async verify(token: string, atLeast: string, active: boolean): Promise<void> {
    const answer = verified.parse(await (await this.call('POST', `${this.at.verifierUrl}/verify`, { token, at_least: atLeast })).json());
    if (answer.active !== active || answer.reason === 'behind') throw new Error(`the verifier answered ${JSON.stringify(answer)}`);
  }

  private async call(method: string, url: string, json?: object): Promise<Response> {
    const response = await this.send(method, url, json);
    if (!response.ok) throw new Error(`${method} ${new URL(url).pathname} answered ${response.status}`);
    return response;
  }

  private async send(method: string, url: string, json?: object): Promise<Response> {
    return fetch(url, {
      method,
      headers: { authorization: `Bearer ${this.at.callerToken}`, ...(json ? { 'content-type': 'application/json' } : {}) },
      ...(json ? { body: JSON.stringify(json) } : {}),
    });
  }
}

const body = { name: 'bench', role: 'engineer' };
