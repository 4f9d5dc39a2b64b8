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

  /** Answers once the verifier knows the caller, and how old its own knowledge is. */
  async ready(): Promise<void> {
    while (!(await this.knowsCaller())) await pause(50);
  }

  /** Milliseconds from the call that revokes to the answer of a verifier that refuses the token. */
  async measure(): Promise<number> {
    const { id, access_token: token } = issued.parse(await (await this.call('POST', `${this.at.issuerUrl}/automation-tokens`, body)).json());
    await this.verify(token, `${id}@1`, undefined);
    const start = performance.now();
    const revoked = await this.call('DELETE', `${this.at.issuerUrl}/automation-tokens/${id}`);
    // The verifier holds this answer back until it has seen the revocation, and not a moment longer.
    await this.verify(token, revoked.headers.get('latchkey-consistency') ?? '', 'revoked');
    return performance.now() - start;
  }

  private async knowsCaller(): Promise<boolean> {
    const response = await this.send('POST', `${this.at.verifierUrl}/verify`, { token: this.at.callerToken });
    return response.ok && verified.parse(await response.json()).active;
  }

  private async verify(token: string, atLeast: string, reason: string | undefined): Promise<void> {
    const answer = verified.parse(await (await this.call('POST', `${this.at.verifierUrl}/verify`, { token, at_least: atLeast })).json());
    if (answer.reason !== reason) throw new Error(`the verifier answered ${JSON.stringify(answer)}`);
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
