import { z } from 'zod';
import { Children } from '../processes/children.js';
import { StackError } from '../stack-error.js';
import { built } from './apps.js';

export interface Target {
  readonly databaseUrl: string;
  readonly brokers: string;
  /** Of topics; absent: as the environment says, else `latchkey.`. */
  readonly prefix?: string;
}

export const bootstrapped = z.object({ customer_id: z.string(), token_id: z.string(), access_token: z.string() });
export type Bootstrapped = z.infer<typeof bootstrapped>;

const withDatabase = ['issuer', 'auditor', 'notifier'] as const;
/** The exit code of `bootstrap` where the platform customer exists. */
const existsAlready = 3;

/** Makes the topics and tables that the services need, and the first platform token; throws where there was one before. */
export async function prepare(target: Target, children = new Children()): Promise<Bootstrapped> {
  await Promise.all([applyTopics(target, children), migrate(target, children)]);
  const first = await bootstrap(target, children);
  if (!first) throw new StackError('that database has a platform customer already, and nobody can show its token again');
  return first;
}

export async function applyTopics(target: Pick<Target, 'brokers' | 'prefix'>, children: Children): Promise<void> {
  await runProgram(built('libs/kafka', 'topics.main.js'), ['apply'], { name: 'topics', env: variables(target) }, children);
}

export async function migrate(target: Pick<Target, 'databaseUrl'>, children: Children): Promise<void> {
  const programs = withDatabase.map(async (app) => runProgram(built(`apps/${app}`, 'migrate.main.js'), [], { name: `${app} migrations`, env: variables(target) }, children));
  await Promise.all(programs);
}

/** The secret of the first platform token; undefined where the platform customer exists. */
export async function bootstrap(target: Target, children: Children, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Bootstrapped | undefined> {
  const program = { name: 'bootstrap', env: { ...variables(target), ...env } };
  const { code, stdout } = await runProgram(built('apps/issuer', 'bootstrap.main.js'), args, program, children, [0, existsAlready]);
  return code === existsAlready ? undefined : bootstrapped.parse(JSON.parse(stdout));
}

function variables({ databaseUrl, brokers, prefix }: Partial<Target>): NodeJS.ProcessEnv {
  return {
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...(brokers === undefined ? {} : { KAFKA_BROKERS: brokers }),
    ...(prefix === undefined ? {} : { KAFKA_TOPIC_PREFIX: prefix }),
  };
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
