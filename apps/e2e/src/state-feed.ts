import { randomBytes } from 'node:crypto';
import { encodeEvent, type OutgoingRecord, tokenHeartbeat, type TokenState, tokenState } from '@latchkey/contracts';
import { EventProducer, type KafkaClient } from '@latchkey/kafka';
import { Caller } from '@latchkey/stack/clients';
import { aGrant, aTokenState } from '@latchkey/testing';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';

const generation = '0197f3c2-0000-7000-8000-000000000001';
const atOnce = 5_000;
const beatMs = 500;

export interface FedToken {
  readonly secret: string;
  readonly state: TokenState;
}

/** Writes token-state in place of an issuer: as many tokens as wanted, and a heartbeat as long as there is a broker. */
export class StateFeed {
  readonly platform = aToken({ platform: true, grant: aGrant({ permissions: ['token:introspect'] }) });
  private readonly producer: EventProducer;
  private partitions = 0;
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();

  constructor(private readonly client: KafkaClient) {
    this.producer = new EventProducer(client);
  }

  get caller(): Caller {
    return new Caller(this.platform.secret);
  }

  async open(): Promise<this> {
    this.partitions = (await this.client.watermarks('token-state')).length;
    await this.tell(this.platform);
    await this.beat();
    this.timer = setInterval(() => {
      // While the broker is away nothing is heard of it.
      this.beating = this.beat().catch(() => undefined);
    }, beatMs);
    return this;
  }

  async tell(...tokens: readonly FedToken[]): Promise<void> {
    await this.producer.send(tokens.map(({ state }) => recordOf(state)));
  }

  /** So many that nobody will ask about: one record with other ids and digests, since making each would take longer than reading all. */
  async fill(tokens: number): Promise<void> {
    const { state } = aToken();
    const text = JSON.stringify(recordOf(state));
    const another = (): OutgoingRecord =>
      JSON.parse(text.replaceAll(state.id, mintId()).replaceAll(state.digest, randomBytes(32).toString('hex'))) as OutgoingRecord;
    for (let sent = 0; sent < tokens; sent += atOnce) await this.producer.send(Array.from({ length: Math.min(atOnce, tokens - sent) }, another));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    await this.producer.onApplicationShutdown();
  }

  private async beat(): Promise<void> {
    const asOf = new Date().toISOString();
    const beats = Array.from({ length: this.partitions }, (_, partition) =>
      encodeEvent(tokenHeartbeat, { id: `${partition}/${asOf}`, source: 'issuer', time: asOf, data: { as_of: asOf, generation, partition } }, partition),
    );
    await this.producer.send(beats);
  }
}

export function aToken(overrides: Partial<TokenState> = {}): FedToken {
  const secret = mintToken();
  return { secret, state: aTokenState({ digest: digestToken(secret), ...overrides }) };
}

export function revoked({ secret, state }: FedToken): FedToken {
  return { secret, state: { ...state, status: 'revoked', sequence: state.sequence + 1 } };
}

function recordOf(state: TokenState): OutgoingRecord {
  return encodeEvent(tokenState, { id: `${state.id}@${state.sequence}`, source: 'issuer', time: state.changed_at, subject: state.id, data: state });
}
