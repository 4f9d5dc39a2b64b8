import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../free-port.js';
import type { Children } from '../processes/children.js';
import { type Bootstrapped, bootstrapped } from '../services/prepare.js';
import { StackError } from '../stack-error.js';
import { workspace } from '../workspace.js';

const backWithinMs = 300_000;
const lookEveryMs = 200;

/** The system of docker-compose.yml under a name, a port and secrets of its own, so that it is in nobody's way; gone with its data once `children` stop. */
export class ComposeProject {
  private constructor(
    private readonly children: Children,
    private readonly env: NodeJS.ProcessEnv,
    /** Of the gateway. */
    readonly url: string,
  ) {}

  static async start(children: Children): Promise<ComposeProject> {
    const port = await freePort(8080);
    const secrets = mkdtempSync(join(tmpdir(), 'latchkey-secrets-'));
    const env = { ...process.env, COMPOSE_PROJECT_NAME: 'latchkey-try', LATCHKEY_SECRETS: secrets, LATCHKEY_PORT: String(port) };
    children.atEnd(() => {
      spawnSync('docker', ['compose', 'down', '--volumes', '--remove-orphans'], { cwd: workspace, env, stdio: 'ignore' });
      rmSync(secrets, { recursive: true });
    });
    const project = new ComposeProject(children, env, `http://127.0.0.1:${port}`);
    await project.run(join(workspace, 'deploy/compose/make-secrets.sh'), []);
    await project.compose('up', '--build', '--detach', '--wait');
    return project;
  }

  async bootstrap(): Promise<Bootstrapped> {
    return bootstrapped.parse(JSON.parse(await this.compose('exec', '--no-TTY', 'issuer', 'node', 'apps/issuer/dist/bootstrap.main.js')));
  }

  /** Kills all that runs in the container of a service as a crash would, and answers once Docker has started it again and it is healthy. */
  async crash(service: string): Promise<void> {
    const container = (await this.compose('ps', '--quiet', service)).trim();
    const { restarts } = await this.stateOf(container);
    // Docker leaves alone what was stopped from outside. What is told to kill dies too, or loses its container.
    await this.children.run('docker', ['exec', container, 'sh', '-c', 'kill -9 -1'], { name: `crash of ${service}` });
    const deadline = performance.now() + backWithinMs;
    for (;;) {
      const now = await this.stateOf(container);
      if (now.restarts > restarts && now.health === 'healthy') return;
      if (performance.now() > deadline) throw new StackError(`${service} does not come back: ${JSON.stringify(now)}`);
      await pause(lookEveryMs);
    }
  }

  private async stateOf(container: string): Promise<{ restarts: number; health: string }> {
    const [restarts, health = ''] = (await this.run('docker', ['inspect', '--format', '{{.RestartCount}} {{.State.Health.Status}}', container])).trim().split(' ');
    return { restarts: Number(restarts), health };
  }

  private async compose(...args: string[]): Promise<string> {
    return this.run('docker', ['compose', ...args]);
  }

  private async run(command: string, args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.children.run(command, args, { name: command, cwd: workspace, env: this.env });
    if (code !== 0) throw new StackError(`${[command, ...args].join(' ')} failed:\n${stderr.trim()}`);
    return stdout;
  }
}
