import { encodeEvent, type OutgoingRecord, tokenHeartbeat, type TokenState, tokenState } from '@latchkey/contracts';
import { EventProducer, type KafkaClient } from '@latchkey/kafka';
import { digestToken, mintId, mintToken } from '@latchkey/tokens';

export interface SoakToken {
  readonly secret: string;
  readonly service: string;
  readonly state: TokenState;
}

const partitions = 6;
const source = 'issuer';
const perSend = 2_000;
/** So many forgotten tokens a keyring remembers: until it does, it grows with each that goes. */
const forgottenBefore = 100_000;

/** Tokens on token-state that are issued, revoked and at last forgotten, so many at a time, while as many as before live on. */
export class ComingAndGoing {
  readonly caller = mintToken();
  readonly live: SoakToken[] = [];
  readonly revoked: SoakToken[] = [];
  private readonly generation = crypto.randomUUID();
  private readonly producer: EventProducer;
  private issued = 0;

  constructor(client: KafkaClient) {
    this.producer = new EventProducer(client);
  }

  /** Issues so many, and one that may ask about them. Many more have come and gone before. */
  async fill(tokens: number): Promise<void> {
    for (let n = 0; n < forgottenBefore; n += perSend) await this.bury(perSend);
    const asker = newState(this.caller, { platform: true, permissions: ['token:introspect'], services: null });
    await this.producer.send([recordOf(asker)]);
    for (let left = tokens; left > 0; left -= perSend) await this.producer.send(this.issue(Math.min(left, perSend)));
    await this.beat();
  }

  /** Of the living the oldest go: at first they are revoked. */
  async turnOver(count: number): Promise<void> {
    const revoked = this.live.splice(0, count);
    const forgotten = this.revoked.splice(0, Math.max(0, this.revoked.length - count));
    this.revoked.push(...revoked);
    const ended = revoked.map(({ state }) => recordOf({ ...state, status: 'revoked', sequence: 2, changed_at: new Date().toISOString() }));
    await this.producer.send([...this.issue(count), ...ended, ...forgotten.map(({ state }) => tombstone(state))]);
  }

  async beat(): Promise<void> {
    const { generation } = this;
    const as_of = new Date().toISOString();
    const beats = Array.from({ length: partitions }, (_, partition) =>
      encodeEvent(tokenHeartbeat, { id: `${partition}/${as_of}`, source, time: as_of, data: { as_of, generation, partition } }, partition),
    );
    await this.producer.send(beats);
  }

  async end(): Promise<void> {
    await this.producer.onApplicationShutdown();
  }

  private async bury(count: number): Promise<void> {
    const states = this.issue(count);
    await this.producer.send([...states, ...this.live.splice(0).map(({ state }) => tombstone(state))]);
  }

  /** Each has rights and a customer like no other's, all of which has to go with it. */
  private issue(count: number): OutgoingRecord[] {
    const tokens = Array.from({ length: count }, (): SoakToken => {
      const [secret, service] = [mintToken(), `service-${this.issued++}`];
      return { secret, service, state: newState(secret, { platform: false, permissions: ['purge:select', 'stats:read'], services: [service] }) };
    });
    this.live.push(...tokens);
    return tokens.map(({ state }) => recordOf(state));
  }
}

interface Kind {
  readonly platform: boolean;
  readonly permissions: string[];
  readonly services: string[] | null;
}

function newState(secret: string, { platform, permissions, services }: Kind): TokenState {
  const now = new Date().toISOString();
  return {
    id: mintId(),
    digest: digestToken(secret),
    customer_id: mintId(),
    platform,
    service_account_id: mintId(),
    name: 'ci',
    labels: {},
    grant: { permissions, services, workspaces: null, networks: null, not_before: null, expires_at: '2100-01-01T00:00:00.000Z' },
    status: 'active',
    notify_days: null,
    created_at: now,
    changed_at: now,
    sequence: 1,
  };
}

function tombstone({ id }: TokenState): OutgoingRecord {
  return { topic: 'token-state', key: id, value: null, headers: {} };
}

function recordOf(state: TokenState): OutgoingRecord {
  return encodeEvent(tokenState, { id: `${state.id}@${state.sequence}`, source, time: state.changed_at, subject: state.id, data: state });
}
