import { parseEnv } from '@latchkey/runtime';
import { runCommand } from './command.js';
import { askedSecurity } from './security/asked-security.js';
import { startStack } from './start-stack.js';
import { stackEnv } from './stack.env.js';

const env = parseEnv(stackEnv);

await runCommand({ name: 'stack', codeOnSignal: 0 }, async (children) => startStack(env, children, await askedSecurity(env)));
