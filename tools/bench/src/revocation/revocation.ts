import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type Answer, OneConnection, question } from '../one-connection.js';

const issued = z.object({ id: z.string(), access_token: z.string() });
const verified = z.object({ active: z.boolean(), reason: z.string().optional() });
type Verified = z.infer<typeof verified>;

export interface Addresses {
  readonly issuerUrl: string;
  readonly verifierUrl: string;
  /** Of a token that may issue, revoke and introspect. */
  readonly callerToken: string;
}

/** When the verifier’s first refusal came, in milliseconds. */
export interface Refusal {
  /** Since the call that revoked was sent. */
  readonly fromCall: number;
  /** Since that call was answered; below 0 where the refusal came first. */
  readonly fromAnswer: number;
}

/** Without a break the questions alone would take the time that the revocation needs. */
const askEachMs = 1;

/** Revokes tokens, and asks a verifier each millisecond until it refuses them. */
export class Revocation {
  private constructor(
    private readonly issuer: OneConnection,
    private readonly verifier: OneConnection,
    private readonly callerToken: string,
  ) {}

  static async open({ issuerUrl, verifierUrl, callerToken }: Addresses): Promise<Revocation> {
    return new Revocation(await OneConnection.open(issuerUrl), await OneConnection.open(verifierUrl), callerToken);
  }

  /** Answers once the verifier knows the caller, and how old its own knowledge is. */
  async ready(): Promise<void> {
    const asked = this.question('POST', '/verify', { token: this.callerToken });
    for (;;) {
      const { status, body } = await this.verifier.ask(asked);
      if (status === 200 && verified.parse(JSON.parse(body)).active) return;
      await pause(50);
    }
  }

  /** Revokes one token that the verifier has allowed. */
  async measure(): Promise<Refusal> {
    const { id, access_token: token } = issued.parse(JSON.parse(found(201, await this.issuer.ask(this.question('POST', '/automation-tokens', wanted))).body));
    const known = await this.verify(this.question('POST', '/verify', { token, at_least: `${id}@1` }));
    if (!known.active) throw new Error(`the verifier answered ${JSON.stringify(known)}`);
    const [revoke, verify] = [this.question('DELETE', `/automation-tokens/${id}`), this.question('POST', '/verify', { token })];
    const calledAt = performance.now();
    const answeredAt = this.issuer.ask(revoke).then((answer) => found(204, answer) && performance.now());
    const refusedAt = await this.firstRefusal(verify);
    return { fromCall: refusedAt - calledAt, fromAnswer: refusedAt - (await answeredAt) };
  }

  close(): void {
    this.issuer.close();
    this.verifier.close();
  }

  private async firstRefusal(asked: Buffer): Promise<number> {
    for (;;) {
      const { active, reason } = await this.verify(asked);
      if (!active && reason !== 'revoked') throw new Error(`the verifier refused for the reason ${reason}`);
      if (!active) return performance.now();
      await pause(askEachMs);
    }
  }

  private async verify(asked: Buffer): Promise<Verified> {
    return verified.parse(JSON.parse(found(200, await this.verifier.ask(asked)).body));
  }

  private question(method: string, path: string, json?: object): Buffer {
    return question(method, path, { authorization: `Bearer ${this.callerToken}` }, json);
  }
}

function found(status: number, answer: Answer): Answer {
  if (answer.status !== status) throw new Error(`an answer was ${answer.status}: ${answer.body}`);
  return answer;
}

const wanted = { name: 'bench', role: 'engineer' };
