import { randomBytes } from 'node:crypto';
import { type App, type Children, type Infrastructure, prepare, type Service, startService } from '@latchkey/stack';
import type { Figure } from './figure.js';
import { withDatabase } from './with-database.js';

/** What a bench measures on: a database and topics of its own, in which there is nothing yet but the first token. */
export interface Scene extends Infrastructure {
  readonly prefix: string;
  /** The first token’s secret. */
  readonly callerToken: string;
  /** With this in its environment, too. */
  start(app: App, env?: NodeJS.ProcessEnv): Promise<Service>;
}

export type Bench = (scene: Scene) => Promise<Figure[]>;

/** A bench calls as often as it can, all from one address. */
const unlimited = { RATE_LIMIT_PER_MINUTE: '0', UNKNOWN_CREDENTIALS_PER_MINUTE: '0' };

/** Runs one bench; its services have ended and its database is gone when it answers. */
export async function onScene(bench: Bench, { brokers, databaseUrl: serverUrl }: Infrastructure, children: Children): Promise<Figure[]> {
  return withDatabase(serverUrl, async (databaseUrl) => {
    const prefix = `bench${randomBytes(4).toString('hex')}.`;
    const { access_token: callerToken } = await prepare({ databaseUrl, brokers, prefix }, children);
    const env = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix, ...unlimited };
    const services: Service[] = [];
    const start = async (app: App, more: NodeJS.ProcessEnv = {}): Promise<Service> => {
      const service = await startService(app, { ...env, ...more }, { children });
      services.push(service);
      await service.ready();
      return service;
    };
    try {
      return await bench({ databaseUrl, brokers, prefix, callerToken, start });
    } finally {
      await Promise.all(services.map((service) => service.stop()));
    }
  });
}
