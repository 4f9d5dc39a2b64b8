import { readFileSync, writeFileSync } from 'node:fs';
import type { Children } from '../processes/children.js';
import { local } from '../workspace.js';
import { built } from './apps.js';
import { runProgram } from './prepare.js';

const keyFile = local('auditor.key');

/** With what the auditor signs its logs here: the environment's key, else one made at the first start. */
export async function auditorKey(children: Children): Promise<NodeJS.ProcessEnv> {
  if (process.env['AUDITOR_SIGNING_KEY']) return {};
  return { AUDITOR_SIGNING_KEY: readKey() ?? (await makeKey(children)) };
}

async function makeKey(children: Children): Promise<string> {
  const { stdout } = await runProgram(built('apps/auditor', 'generate-key.main.js'), ['localhost/logs'], { name: 'generate-key', env: {} }, children);
  writeFileSync(keyFile, stdout, { mode: 0o600 });
  return stdout.trimEnd();
}

function readKey(): string | undefined {
  try {
    return readFileSync(keyFile, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
