import { OneConnection, question } from '../one-connection.js';
import type { ComingAndGoing, SoakToken } from './coming-and-going.js';

const permission = 'purge:select';
/** One question in so many is about a token that was revoked. */
const revokedEach = 10;

export interface LoadedUrls {
  readonly url: string;
  readonly gatewayUrl: string;
  readonly gatewayKey: string;
}

/** Asks a verifier both ways, over connections that wait for nothing but its answers. */
export class FullLoad {
  /** Since it began. */
  answered = 0;
  private asked = 0;
  private running = true;
  private failure: unknown;
  private readonly connections: OneConnection[] = [];
  private readonly work: Promise<void>[] = [];

  private constructor(
    private readonly tokens: ComingAndGoing,
    private readonly at: LoadedUrls,
  ) {}

  static async start(tokens: ComingAndGoing, at: LoadedUrls, connections: number): Promise<FullLoad> {
    const load = new FullLoad(tokens, at);
    for (let n = 0; n < connections; n += 1) {
      const gateway = n % 2 === 0;
      const connection = await OneConnection.open(gateway ? at.gatewayUrl : at.url);
      load.connections.push(connection);
      const asked = gateway ? load.ask(connection, (token) => load.authRequest(token), [200, 401]) : load.ask(connection, (token) => load.verify(token), [200]);
      load.work.push(asked.catch((error: unknown) => void (load.failure ??= error)));
    }
    return load;
  }

  async end(): Promise<void> {
    this.running = false;
    await Promise.all(this.work);
    this.check();
    for (const connection of this.connections) connection.close();
  }

  /** Throws what an answer that was none has. */
  check(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private async ask(connection: OneConnection, questionOf: (token: SoakToken) => Buffer, expected: readonly number[]): Promise<void> {
    for (; this.running; this.answered += 1) {
      const { status, body } = await connection.ask(questionOf(this.next()));
      if (!expected.includes(status)) throw new Error(`an answer was ${status}: ${body}`);
    }
  }

  private next(): SoakToken {
    const { live, revoked } = this.tokens;
    const of = this.asked++ % revokedEach === 0 && revoked.length > 0 ? revoked : live;
    return of[Math.floor(Math.random() * of.length)] as SoakToken;
  }

  private verify({ secret, service }: SoakToken): Buffer {
    return question('POST', '/verify', { authorization: `Bearer ${this.tokens.caller}` }, { token: secret, permission, service_id: service });
  }

  private authRequest({ secret, service }: SoakToken): Buffer {
    return question('GET', '/auth-request', {
      authorization: `Bearer ${secret}`,
      'x-gateway-key': this.at.gatewayKey,
      'x-original-method': 'POST',
      'x-original-uri': `/service/${service}/purge/article`,
      'x-latchkey-permission': permission,
      'x-latchkey-service': service,
      'x-forwarded-for': '192.0.2.1',
    });
  }
}
