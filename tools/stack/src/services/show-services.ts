import type { Children } from '../processes/children.js';
import { StackError } from '../stack-error.js';
import { isFree } from '../free-port.js';
import type { StackEnv } from '../stack.env.js';
import { paintFor, say } from '../terminal.js';
import type { Colour } from '../terminal.js';
import { apps, portVariable } from './apps.js';
import type { App } from './apps.js';
import { prefixed, readableLine } from './log-line.js';
import { startService } from './start-service.js';

const colours = { issuer: 'cyan', verifier: 'green', auditor: 'magenta', notifier: 'blue' } as const satisfies Record<App, Colour>;
const nameWidth = Math.max(...apps.map((app) => app.length));

/** Told before anything is started, since the service itself could not name the variable. */
export async function refuseTakenPorts(env: StackEnv): Promise<void> {
  for (const variable of apps.map(portVariable)) {
    if (!(await isFree(env[variable]))) throw new StackError(`port ${env[variable]} is taken: set ${variable} to another`);
  }
}

/** All services at the ports of the environment, with their logs on this terminal, once they are ready. */
export async function startServices(own: (app: App) => NodeJS.ProcessEnv, env: StackEnv, children: Children): Promise<void> {
  const paint = paintFor(process.stdout);
  const started = apps.map(async (app) => {
    const prefix = paint(colours[app], `${app.padEnd(nameWidth)} | `);
    const onLine = (line: string): void => say(prefixed(prefix, readableLine(line, paint)));
    const service = await startService(app, { ...own(app), [portVariable(app)]: String(env[portVariable(app)]) }, { children, onLine });
    await service.ready();
  });
  await Promise.all(started);
}
