import { Keyring } from '@latchkey/keyring';
import { type Service, start } from '@latchkey/runtime';
import { eventually, kafkaBrokers } from '@latchkey/testing';
import { z } from 'zod';
import { verifierEnv } from '../src/verifier.env.js';
import { VerifierModule } from '../src/verifier.module.js';
import { verifyAnswer, type VerifyAnswer, type VerifyRequest } from '../src/verify/verify.schema.js';
import type { Token, TokenStateFeed } from './token-state.js';

/** The verifier as it is, listening on a free port. */
export class TestVerifier {
  private constructor(
    readonly service: Service,
    /** What it logged. */
    readonly lines: readonly string[],
  ) {}

  static async start({ prefix }: Pick<TokenStateFeed, 'prefix'>, overrides: Readonly<Record<string, string>> = {}): Promise<TestVerifier> {
    const env = verifierEnv.parse({ KAFKA_BROKERS: kafkaBrokers().join(','), KAFKA_TOPIC_PREFIX: prefix, ...overrides });
    const lines: string[] = [];
    const logSink = { write: (line: string) => lines.push(line) };
    const rateLimitPerMinute = env.RATE_LIMIT_PER_MINUTE;
    const service = await start(VerifierModule.with(env), { name: 'verifier', host: '127.0.0.1', port: 0, logLevel: 'debug', logSink, rateLimitPerMinute });
    return new TestVerifier(service, lines);
  }

  /** Started, caught up, and with what these tokens are to be. */
  static async ready(feed: TokenStateFeed, overrides: Readonly<Record<string, string>> = {}): Promise<TestVerifier> {
    const verifier = await TestVerifier.start(feed, overrides);
    await eventually(() => {
      if (!verifier.keyring.ready) throw new Error('it has not caught up');
    }, { timeoutMs: 30_000 });
    return verifier;
  }

  get keyring(): Keyring {
    return this.service.app.get(Keyring, { strict: false });
  }

  async knows(...tokens: readonly Token[]): Promise<void> {
    await eventually(() => {
      for (const { state } of tokens) {
        if ((this.keyring.find(state.digest)?.sequence ?? 0) < state.sequence) throw new Error('a state has not come yet');
      }
    });
  }

  /** All that stood before this heartbeat has come. */
  async heard(beat: number): Promise<void> {
    await eventually(() => {
      const now = Date.now();
      if (now - (this.keyring.stalenessMs(now) ?? now) < beat) throw new Error('the heartbeat has not come yet');
    });
  }

  /** A text goes as it is, anything else as JSON. */
  post(body: unknown, headers: Readonly<Record<string, string>> = {}, path = '/verify'): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(`${this.service.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text });
  }

  async verify(caller: Token, token: Token | string, request: Omit<VerifyRequest, 'token'> = {}): Promise<VerifyAnswer> {
    const secret = typeof token === 'string' ? token : token.secret;
    const response = await this.post({ token: secret, ...request }, { authorization: `Bearer ${caller.secret}` });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return verifyAnswer.strict().parse(await response.json());
  }

  /** Text of `/metrics`. */
  async metrics(): Promise<string> {
    return (await fetch(`${this.service.url}/metrics`)).text();
  }

  close(): Promise<void> {
    return this.service.close();
  }
}

/** What a problem says, and the challenge beside it. */
export async function problemOf(response: Response): Promise<{ status: number; code: string; detail: string; challenge: string | null; errors: unknown }> {
  const problem = z.object({ status: z.int(), code: z.string(), detail: z.string(), errors: z.unknown().optional() }).parse(await response.json());
  if (problem.status !== response.status) throw new Error(`${response.status} came with a problem of ${problem.status}`);
  return { ...problem, errors: problem.errors, challenge: response.headers.get('www-authenticate') };
}
