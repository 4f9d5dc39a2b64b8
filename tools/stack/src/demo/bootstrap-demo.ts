import type { Children } from '../processes/children.js';
import { bootstrap } from '../services/prepare.js';
import type { Security } from '../security/security.js';
import { local } from '../workspace.js';
import { renewDemo } from './demo-file.js';
import type { Addresses, Demo } from './demo-file.js';

/** The demo's platform customer and token, made at the first start; undefined where an earlier start made them and their file is gone. */
export async function bootstrapDemo(addresses: Addresses, children: Children, security?: Security): Promise<Demo | undefined> {
  const { database_url: databaseUrl, kafka_brokers: brokers } = addresses;
  // The data of either way of running it know their own token.
  const kept = local(security ? 'demo-secure.json' : 'demo-plain.json');
  await bootstrap({ databaseUrl, brokers, security }, children, ['--demo'], { LATCHKEY_DEMO_FILE: kept });
  return renewDemo(addresses, kept);
}
