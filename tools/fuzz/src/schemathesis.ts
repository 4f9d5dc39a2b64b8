import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Children, StackError } from '@latchkey/stack';
import type { FuzzEnv } from './fuzz.env.js';

const home = fileURLToPath(new URL('..', import.meta.url));
const environment = fileURLToPath(new URL('../../../.latchkey/fuzz', import.meta.url));
const requirements = join(home, 'requirements.txt');
const config = join(home, 'schemathesis.toml');

export interface Run {
  readonly name: string;
  readonly url: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** Schemathesis in a Python environment of its own, made anew whenever its requirements change. */
export class Schemathesis {
  private constructor(
    private readonly children: Children,
    private readonly env: FuzzEnv,
  ) {}

  static async install(children: Children, env: FuzzEnv): Promise<Schemathesis> {
    const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
    const mark = join(environment, 'requirements.sha256');
    if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
      rmSync(environment, { recursive: true, force: true });
      await must(children, env.PYTHON, ['-m', 'venv', environment]);
      await must(children, join(environment, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]);
      writeFileSync(mark, wanted);
    }
    return new Schemathesis(children, env);
  }

  /** True where it found nothing wrong. What it finds it prints itself. */
  async run({ name, url, args, variables }: Run): Promise<boolean> {
    const all = [
      ...['--config-file', config, 'run', `${url}/openapi.json`, '--max-time', String(this.env.FUZZ_SECONDS), '--seed', String(this.env.FUZZ_SEED), '--continue-on-failure', '--no-color'],
      ...args,
    ];
    const child = await this.children.start(join(environment, 'bin', 'schemathesis'), all, {
      name,
      layer: 'command',
      cwd: environment,
      env: { ...process.env, SCHEMATHESIS_HOOKS: 'hooks', PYTHONPATH: home, PYTHONDONTWRITEBYTECODE: '1', FUZZ_URL: url, ...variables },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return (await child.exited).code === 0;
  }
}

async function must(children: Children, command: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await children.run(command, args, { name: command });
  if (code !== 0) throw new StackError(`${command} failed:\n${stderr.trim()}`);
}
