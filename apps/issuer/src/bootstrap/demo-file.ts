import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { NewToken } from '../tokens/new-token.js';
import type { BootstrapEnv } from './bootstrap.env.js';

/** What a script needs to go on from the start of the local stack. Readable by its owner alone. */
export async function writeDemoFile(env: BootstrapEnv, { token, secret }: NewToken): Promise<void> {
  const path = env.LATCHKEY_DEMO_FILE;
  const demo = {
    customer_id: token.customerId,
    access_token: secret,
    issuer_url: env.ISSUER_URL ?? local(env.ISSUER_PORT),
    verifier_url: env.VERIFIER_URL ?? local(env.VERIFIER_PORT),
    auditor_url: env.AUDITOR_URL ?? local(env.AUDITOR_PORT),
    notifier_url: env.NOTIFIER_URL ?? local(env.NOTIFIER_PORT),
    kafka_brokers: env.KAFKA_BROKERS,
    database_url: env.DATABASE_URL,
  };
  await mkdir(dirname(path), { recursive: true });
  // A file that is there keeps its mode when written over.
  await writeFile(`${path}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
}

function local(port: number): string {
  return `http://127.0.0.1:${port}`;
}
