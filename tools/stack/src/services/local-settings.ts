import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Children } from '../processes/children.js';
import { local } from '../workspace.js';
import { built } from './apps.js';
import { runProgram } from './prepare.js';

/** What the services are given here so that all they do can be tried out. What the environment sets goes before it. */
export async function localSettings(children: Children): Promise<NodeJS.ProcessEnv> {
  const settings = {
    // A receiver to be tried out runs on this machine, and has no certificate.
    NOTIFIER_ALLOW_HTTP: 'true',
    NOTIFIER_ALLOWED_CIDRS: '127.0.0.0/8,::1/128',
    ...(await keptKey('AUDITOR_SIGNING_KEY', 'auditor.key', () => signingKey(children))),
    ...(await keptKey('NOTIFIER_SECRETS_KEY', 'notifier.key', async () => randomBytes(32).toString('base64'))),
  };
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !process.env[name]));
}

/** Made at the first start. */
async function keptKey(name: string, file: string, make: () => Promise<string>): Promise<NodeJS.ProcessEnv> {
  if (process.env[name]) return {};
  const kept = read(local(file));
  if (kept !== undefined) return { [name]: kept };
  const key = await make();
  writeFileSync(local(file), `${key}\n`, { mode: 0o600 });
  return { [name]: key };
}

async function signingKey(children: Children): Promise<string> {
  const { stdout } = await runProgram(built('apps/auditor', 'generate-key.main.js'), ['localhost/logs'], { name: 'generate-key', env: {} }, children);
  return stdout.trimEnd();
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
