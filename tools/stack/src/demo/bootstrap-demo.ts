import type { Children } from '../processes/children.js';
import { bootstrap } from '../services/prepare.js';
import { demoFile, renewDemo } from './demo-file.js';
import type { Addresses, Demo } from './demo-file.js';

/** The demo's platform customer and token, made at the first start; undefined where an earlier start made them and their file is gone. */
export async function bootstrapDemo(addresses: Addresses, children: Children): Promise<Demo | undefined> {
  const { database_url: databaseUrl, kafka_brokers: brokers } = addresses;
  await bootstrap({ databaseUrl, brokers }, children, ['--demo'], { LATCHKEY_DEMO_FILE: demoFile });
  return renewDemo(addresses);
}
