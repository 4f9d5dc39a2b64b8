import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));
const boundaries = '@nx/enforce-module-boundaries';

/** What is tried here needs no types, which take a second a file. */
const untyped = tseslint.configs.disableTypeChecked as Linter.Config;
const asItIs = new ESLint({ cwd: workspace, overrideConfig: untyped });
/** A wrong direction is often a circle too, which would be told instead of it. */
const circlesAside = await withCirclesAside();

async function withCirclesAside(): Promise<ESLint> {
  const { rules } = (await asItIs.calculateConfigForFile(fileIn('libs/access'))) as { rules: Record<string, [number, object]> };
  const options = { ...rules[boundaries]?.[1], ignoredCircularDependencies: [['*', '*']] };
  return new ESLint({ cwd: workspace, overrideConfig: [untyped, { files: ['**/*.ts'], rules: { [boundaries]: ['error', options] } }] });
}

beforeAll(() => {
  // The rule reads the project graph that Nx has written last; a fresh clone has none.
  const { status } = spawnSync(join(workspace, 'node_modules', '.bin', 'nx'), ['show', 'projects'], {
    cwd: workspace,
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: 'ignore',
  });
  expect(status).toBe(0);
});

/** A file that exists, since a rule looks up the project that a file belongs to. */
function fileIn(project: string, kind: 'source' | 'spec' = 'source'): string {
  const files = readdirSync(join(workspace, project, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).sort();
  const file = files.find((each) => each.endsWith('.spec.ts') === (kind === 'spec'));
  if (file === undefined) throw new Error(`${project} has no ${kind}`);
  return join(workspace, project, 'src', file);
}

/** What lint says of the text, if it stood in that file. */
async function findings(filePath: string, text: string, eslint = asItIs): Promise<{ rule: string | null; message: string }[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => ({ rule: ruleId, message }));
}

const importing = (name: string): string => `import * as it from '${name}';\nexport { it };\n`;

describe('a direction that tags forbid', () => {
  const only = (sourceTag: string, ...tags: string[]): string =>
    `A project tagged with "type:${sourceTag}" can only depend on libs tagged with ${tags.map((tag) => `"type:${tag}"`).join(', ')}`;

  it.each([
    ['app -> tool', 'apps/issuer', '@latchkey/stack', only('app', 'platform', 'domain', 'testing')],
    ['platform -> tool', 'libs/runtime', '@latchkey/stack', only('platform', 'platform', 'domain', 'testing')],
    ['domain -> platform', 'libs/access', '@latchkey/kafka', only('domain', 'domain')],
    ['domain -> tool', 'libs/tokens', '@latchkey/stack', only('domain', 'domain')],
    ['domain -> testing', 'libs/contracts', '@latchkey/testing', only('domain', 'domain')],
    ['testing -> platform', 'libs/testing', '@latchkey/runtime', only('testing', 'domain')],
    ['testing -> tool', 'libs/testing', '@latchkey/stack', only('testing', 'domain')],
  ])('%s', async (_, project, name, message) => {
    expect(await findings(fileIn(project), importing(name), circlesAside)).toContainEqual({ rule: boundaries, message });
  });

  it('is an error as a circle, too', async () => {
    const message = expect.stringMatching(/^Circular dependency between "access" and "kafka" detected/) as unknown;
    expect(await findings(fileIn('libs/access'), importing('@latchkey/kafka'))).toContainEqual({ rule: boundaries, message });
  });
});

describe('an app', () => {
  it.each(['apps/verifier', 'apps/e2e', 'libs/outbox', 'libs/access', 'libs/testing', 'tools/stack'])('is not imported by %s', async (project) => {
    const message = 'Imports of apps are forbidden';
    expect(await findings(fileIn(project), importing('@latchkey/issuer/dist/main.js'), circlesAside)).toContainEqual({ rule: boundaries, message });
  });

  it('is not imported by a path either, and nor is a library', async () => {
    const message = 'Projects cannot be imported by a relative or absolute path, and must begin with a npm scope';
    const file = fileIn('apps/verifier');
    for (const project of ['apps/issuer', 'libs/access']) {
      const path = relative(dirname(file), fileIn(project)).replace(/\.ts$/, '.js');
      expect(await findings(file, importing(path))).toContainEqual({ rule: boundaries, message });
    }
  });
});

describe('a package with a place of its own', () => {
  const restricted = 'no-restricted-imports';
  const byPattern = (name: string): string => `'${name}' import is restricted from being used by a pattern. The domain knows no framework, database or broker.`;

  it.each(['libs/access', 'libs/tokens', 'libs/contracts'].flatMap((project) => ['@nestjs/common', 'typeorm', 'pg'].map((name) => [project, name] as const)))(
    '%s does not import %s',
    async (project, name) => expect(await findings(fileIn(project), importing(name))).toContainEqual({ rule: restricted, message: byPattern(name) }),
  );

  it.each(['apps/issuer', 'apps/e2e', 'libs/outbox', 'libs/keyring', 'libs/access', 'libs/testing', 'tools/stack'])('%s does not import kafkajs', async (project) => {
    const message = "'kafkajs' import is restricted from being used. Only libs/kafka imports kafkajs.";
    expect(await findings(fileIn(project), importing('kafkajs'))).toContainEqual({ rule: restricted, message });
    expect(await findings(fileIn(project, 'spec'), importing('kafkajs'))).toContainEqual({ rule: restricted, message });
  });

  it.each(['apps/issuer', 'libs/runtime', 'libs/kafka', 'tools/stack'])('%s does not import libs/testing, save in specs', async (project) => {
    const message = "'@latchkey/testing' import is restricted from being used. Only specs import libs/testing.";
    expect(await findings(fileIn(project), importing('@latchkey/testing'))).toContainEqual({ rule: restricted, message });
    expect(await findings(fileIn(project, 'spec'), importing('@latchkey/testing'))).toEqual([]);
  });

  it('the reader of topics outside specs', async () => {
    const message = "'@latchkey/kafka/testing' import is restricted from being used. Only specs read topics with the reader of libs/kafka.";
    expect(await findings(fileIn('apps/issuer'), importing('@latchkey/kafka/testing'))).toContainEqual({ rule: restricted, message });
    expect(await findings(fileIn('apps/issuer', 'spec'), importing('@latchkey/kafka/testing'))).toEqual([]);
  });
});

describe('a thing that has grown too large', () => {
  const file = fileIn('apps/issuer');

  it('is a file of more than 250 lines', async () => {
    expect(await findings(file, `export const it = 1;\n${'// a line\n'.repeat(250)}`)).toEqual([
      { rule: 'max-lines', message: 'File has too many lines (251). Maximum allowed is 250.' },
    ]);
  });

  const long = `export function it(): void {\n${'  void 0;\n'.repeat(49)}}\n`;

  it('is a function of more than 50 lines, save in specs', async () => {
    const message = "Function 'it' has too many lines (51). Maximum allowed is 50.";
    expect(await findings(file, long)).toContainEqual({ rule: 'max-lines-per-function', message });
    expect(await findings(fileIn('apps/issuer', 'spec'), long)).toEqual([]);
  });

  it('is a constructor of more than 5 dependencies', async () => {
    const taking = (count: number): string => `export class It {\n  constructor(${Array.from({ length: count }, (_, n) => `readonly d${n}: string`).join(', ')}) {}\n}\n`;
    expect(await findings(file, taking(6))).toEqual([{ rule: 'no-restricted-syntax', message: 'A constructor takes at most 5 dependencies.' }]);
    expect(await findings(file, taking(5))).toEqual([]);
  });
});

describe('what is as it should be', () => {
  it.each([
    ['apps/issuer', '@latchkey/outbox'],
    ['apps/verifier', '@latchkey/access'],
    ['apps/e2e', '@latchkey/stack'],
    ['libs/outbox', '@latchkey/runtime'],
    ['libs/keyring', '@latchkey/kafka'],
    ['libs/kafka', 'kafkajs'],
    ['libs/contracts', '@latchkey/tokens'],
    ['libs/testing', '@latchkey/tokens'],
    ['tools/stack', '@latchkey/runtime'],
  ])('%s imports %s', async (project, name) => expect(await findings(fileIn(project), importing(name))).toEqual([]));
});
