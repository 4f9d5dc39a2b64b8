import { encodeEvent, tokenHeartbeat, type TokenState, tokenState } from '@latchkey/contracts';
import { applyTopics, deleteTopics, EventProducer, KafkaClient } from '@latchkey/kafka';
import { aGrant, aTokenState, kafkaBrokers, uniquePrefix } from '@latchkey/testing';
import { digestToken, mintToken } from '@latchkey/tokens';
import { Logger } from '@nestjs/common';

Logger.overrideLogger(false);

export interface Token {
  readonly secret: string;
  readonly state: TokenState;
}

export const partitions = 2;
const generation = '0197f3c2-0000-7000-8000-000000000001';

export function aToken(overrides: Partial<TokenState> = {}): Token {
  const secret = mintToken();
  return { secret, state: aTokenState({ digest: digestToken(secret), ...overrides }) };
}

/** A token of this customer that may ask about others. */
export function anIntrospector(overrides: Partial<TokenState> = {}): Token {
  return aToken({ grant: aGrant({ permissions: ['token:introspect'] }), ...overrides });
}

/** The next state of a token. */
export function changed({ secret, state }: Token, change: Partial<TokenState>): Token {
  return { secret, state: { ...state, sequence: state.sequence + 1, ...change } };
}

/** token-state on topics of its own, written as the issuer's relay does. */
export class TokenStateFeed {
  readonly prefix = uniquePrefix();
  readonly client = new KafkaClient({ brokers: kafkaBrokers(), clientId: 'verifier-test', topicPrefix: this.prefix });
  private readonly producer = new EventProducer(this.client);

  async open(): Promise<this> {
    await applyTopics(this.client, { partitions });
    return this;
  }

  async tell(...tokens: readonly Token[]): Promise<void> {
    await this.producer.send(
      tokens.map(({ state }) =>
        encodeEvent(tokenState, { id: `${state.id}@${state.sequence}`, source: 'issuer', time: state.changed_at, subject: state.id, data: state }),
      ),
    );
  }

  /** Says that all there was `secondsAgo` has been told. Answers when that was, in epoch milliseconds. */
  async beat(secondsAgo = 0): Promise<number> {
    const at = Date.now() - secondsAgo * 1000;
    const asOf = new Date(at).toISOString();
    const beats = Array.from({ length: partitions }, (_, partition) =>
      encodeEvent(tokenHeartbeat, { id: `${partition}/${asOf}`, source: 'issuer', time: asOf, data: { as_of: asOf, generation, partition } }, partition),
    );
    await this.producer.send(beats);
    return at;
  }

  async breakRecordOf({ state }: Token): Promise<void> {
    await this.producer.send([{ topic: 'token-state', key: state.id, value: '{}', headers: {} }]);
  }

  async close(): Promise<void> {
    await this.producer.onApplicationShutdown();
    await deleteTopics(this.client);
  }
}
