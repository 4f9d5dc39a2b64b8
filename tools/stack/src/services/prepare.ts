import { principals } from '@latchkey/contracts';
import { z } from 'zod';
import { Children } from '../processes/children.js';
import { environmentOf, type Target } from '../security/environment.js';
import { makeSchemas } from '../security/secure-postgres.js';
import { superUser } from '../security/security.js';
import { StackError } from '../stack-error.js';
import { appsWithDatabase, built } from './apps.js';

export const bootstrapped = z.object({ customer_id: z.string(), token_id: z.string(), access_token: z.string() });
export type Bootstrapped = z.infer<typeof bootstrapped>;

/** The exit code of `bootstrap` where the platform customer exists. */
const existsAlready = 3;

/** Makes the topics and tables that the services need, and the first platform token; throws where there was one before. */
export async function prepare(target: Target, children = new Children()): Promise<Bootstrapped> {
  await Promise.all([applyTopics(target, children), migrate(target, children)]);
  const first = await bootstrap(target, children);
  if (!first) throw new StackError('that database has a platform customer already, and nobody can show its token again');
  return first;
}

/** Where there is security, who may use them comes first: whoever makes topics has to be allowed to, too. */
export async function applyTopics(target: Pick<Target, 'brokers' | 'prefix' | 'security'>, children: Children): Promise<void> {
  const everybody = principals.map(({ name }) => name);
  if (target.security) await runProgram(built('libs/kafka', 'acls.main.js'), ['apply', ...everybody], { name: 'acls', env: environmentOf(superUser, target) }, children);
  await runProgram(built('libs/kafka', 'topics.main.js'), ['apply'], { name: 'topics', env: environmentOf('admin', target) }, children);
}

/** Where there is security, each service finds its schema made, and makes no other. */
export async function migrate(target: Pick<Target, 'databaseUrl' | 'security'>, children: Children): Promise<void> {
  if (target.security) await makeSchemas(target.databaseUrl);
  const run = async (app: string): Promise<unknown> => runProgram(built(`apps/${app}`, 'migrate.main.js'), [], { name: `${app} migrations`, env: environmentOf(app, target) }, children);
  await Promise.all(appsWithDatabase.map(run));
}

/** The secret of the first platform token; undefined where the platform customer exists. */
export async function bootstrap(target: Target, children: Children, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Bootstrapped | undefined> {
  const program = { name: 'bootstrap', env: { ...environmentOf('issuer', target), ...env } };
  const { code, stdout } = await runProgram(built('apps/issuer', 'bootstrap.main.js'), args, program, children, [0, existsAlready]);
  return code === existsAlready ? undefined : bootstrapped.parse(JSON.parse(stdout));
}

interface Program {
  readonly name: string;
  readonly env: NodeJS.ProcessEnv;
}

export async function runProgram(path: string, args: string[], { name, env }: Program, children: Children, fine: readonly number[] = [0]): Promise<{ code: number; stdout: string }> {
  const { code, stdout, stderr } = await children.run(process.execPath, [path, ...args], { name, env: { ...process.env, ...env } });
  if (code === null || !fine.includes(code)) throw new StackError(`${name} failed (${code === null ? 'killed' : `exit code ${code}`}):\n${stderr.trim()}`);
  return { code, stdout };
}
