import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { deleteTopics, KafkaClient } from '@latchkey/kafka';
import { type Children, type Infrastructure, migrate, type Service, startService } from '@latchkey/stack';
import { mintToken } from '@latchkey/tokens';
import { fillInputs } from '../audit/fill-inputs.js';
import { fillTokenState } from '../verify/fill-token-state.js';
import { PresentedTokens } from '../verify/presented-tokens.js';
import { verifyRequest } from '../verify/questions.js';
import { withDatabase } from '../with-database.js';
import { AskedVerifier } from './asked-verifier.js';
import { Backlog } from './backlog.js';
import { type Drained, drainByOne, type DrainedByThree, drainByThree, type Draining } from './draining.js';
import type { ScaledService } from './scaled-service.js';

export interface Measured {
  /** Milliseconds in which the verifier answered while nothing else was done. */
  readonly alone: readonly number[];
  readonly one: Drained;
  readonly three: DrainedByThree;
}

/** What lies on Kafka: so many records for auditors, so many tokens. */
export interface Filling {
  readonly records: number;
  readonly tokens: number;
}

const askedAbout = 10;
const aloneMs = 5_000;

/** One instance reads the whole backlog, and then on a new database three do. */
export async function measureScaling(scaled: ScaledService, { records, tokens }: Filling, { brokers, databaseUrl }: Infrastructure, children: Children): Promise<Measured> {
  const prefix = `bench${randomBytes(4).toString('hex')}.`;
  const env = { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix };
  const client = new KafkaClient({ brokers: brokers.split(','), clientId: 'latchkey-bench', topicPrefix: prefix });
  const [presented, caller] = [new PresentedTokens(), mintToken()];
  try {
    await fillTokenState({ brokers, prefix, tokens, presented, caller });
    await fillInputs(client, records);
    const backlog = await Backlog.on(scaled.topics, scaled.positionsSql, client);
    const questions = presented.secrets.slice(0, askedAbout).map((secret, n) => verifyRequest(caller, secret, n));
    const verifier = await AskedVerifier.start(env, questions, children);
    const scene: Scene = { scaled, backlog, verifier, env, databaseUrl, children };
    try {
      await pause(aloneMs);
      const alone = verifier.take();
      const one = await onNewDatabase(drainByOne, scene);
      // What the group has read is read again.
      await client.asAdmin((admin) => admin.deleteGroups([client.prefixed(scaled.app)]));
      return { alone, one, three: await onNewDatabase(drainByThree, scene) };
    } finally {
      await verifier.end();
    }
  } finally {
    await deleteTopics(client);
  }
}

interface Scene extends Pick<Draining, 'backlog' | 'verifier'> {
  readonly scaled: ScaledService;
  readonly env: NodeJS.ProcessEnv;
  /** Of the server. */
  readonly databaseUrl: string;
  readonly children: Children;
}

async function onNewDatabase<T>(drain: (draining: Draining) => Promise<T>, { scaled, env, databaseUrl: serverUrl, children, ...rest }: Scene): Promise<T> {
  return withDatabase(serverUrl, async (databaseUrl) => {
    await migrate({ databaseUrl }, children);
    const instances: Service[] = [];
    const start = async (): Promise<Service> => {
      const instance = await startService(scaled.app, { ...env, DATABASE_URL: databaseUrl }, { children });
      instances.push(instance);
      return instance;
    };
    try {
      return await drain({ ...rest, databaseUrl, start });
    } finally {
      await Promise.all(instances.map((instance) => instance.stop()));
    }
  });
}
