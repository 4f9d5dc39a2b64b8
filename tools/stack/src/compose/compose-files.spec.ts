import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { apps, appsWithDatabase } from '../services/apps.js';
import { workspace } from '../workspace.js';
import { composeSchema, readCompose, readDocument } from '../../test/compose.js';
import { commandVariables, serviceVariables } from '../../test/configuration.js';

const overrides = readdirSync(join(workspace, 'deploy/compose')).filter((file) => file.endsWith('.yml')).map((file) => `deploy/compose/${file}`);
const files = ['docker-compose.yml', ...overrides];
const system = readCompose('docker-compose.yml');
const services = Object.entries(system.services);
const prober = readCompose('deploy/compose/prober.yml').services['prober'];
if (!prober) throw new Error('deploy/compose/prober.yml has no prober');
const all: typeof services = [...services, ['prober', prober]];

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();
/** A secret is named where its file is. */
const named = (environment: object, known: readonly string[]): string[] =>
  sorted(Object.keys(environment).map((name) => (known.includes(name) ? name : name.replace(/_FILE$/, ''))));

describe.each(files)('%s', (file) => {
  it('is as the Compose specification has it', () => {
    expect(composeSchema.safeParse(readDocument(file)).error?.issues).toBeUndefined();
  });

  it('gives the services no variable that they do not know', () => {
    for (const app of apps) {
      const known = serviceVariables(app);
      expect(known).toEqual(expect.arrayContaining(named(readCompose(file).services[app]?.environment ?? {}, known)));
    }
  });
});

it('a file with a misspelt word is not as the specification has it', () => {
  expect(composeSchema.safeParse({ services: { issuer: { image: 'latchkey/issuer' } } }).success).toBe(true);
  expect(composeSchema.safeParse({ services: { issuer: { image: 'latchkey/issuer', 'read-only': true } } }).success).toBe(false);
});

describe('docker-compose.yml', () => {
  it.each(apps)('names every variable of the %s', (app) => {
    const known = serviceVariables(app);
    expect(named(system.services[app]?.environment ?? {}, known)).toEqual(sorted(known));
  });

  it.each(all.filter(([name]) => /^(topics|migrate-|prober)/.test(name)))('names what %s reads', (_, { command, environment }) => {
    const known = commandVariables((command ?? []).join(' '));
    expect(known).not.toEqual([]);
    expect(named(environment, known)).toEqual(sorted(known));
  });

  it('lets each service into Postgres as its own role, and as no other', () => {
    const opens = services.map(([name, { secrets }]) => [name, secrets.map((secret) => (typeof secret === 'string' ? secret : secret.source)).filter((secret) => /^postgres_|database_url$/.test(secret))] as const);
    const urls = appsWithDatabase.map((app) => `${app}_database_url`);
    expect(Object.fromEntries(opens.filter(([, secrets]) => secrets.length > 0))).toEqual({
      postgres: ['postgres_password'],
      roles: ['postgres_password', ...urls],
      ...Object.fromEntries(appsWithDatabase.flatMap((app) => [app, `migrate-${app}`].map((name) => [name, [`${app}_database_url`]]))),
    });
  });

  it.each(all)('lets %s write, become and use no more than it needs', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(Object.keys(service.deploy?.resources.limits ?? {}).sort()).toEqual(['cpus', 'memory', 'pids']);
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(service.build !== undefined || /^[a-z/-]+:v?\d[\d.]*$/.test(service.image)).toBe(true);
  });

  it.each(all.filter(([, { restart }]) => restart !== 'on-failure:5'))('starts %s again whenever it ends', (_, service) => {
    expect(service.restart).toBe('unless-stopped');
  });
});

describe('make-secrets.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'make-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const make = () => spawnSync(join(workspace, 'deploy/compose/make-secrets.sh'), { env: { ...process.env, LATCHKEY_SECRETS: folder }, encoding: 'utf8' });
  const contents = (): Record<string, string> => Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

  it('makes every secret that docker-compose.yml names, and no other, where nobody else can read them', () => {
    expect(make()).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder).sort()).toEqual(Object.keys(system.secrets).sort());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const passwords = appsWithDatabase.map((app) => {
      const url = contents()[`${app}_database_url`] ?? '';
      expect(url).toMatch(new RegExp(`^postgres://latchkey_${app}:[0-9a-f]{64}@postgres:5432/latchkey\n$`));
      return new URL(url).password;
    });
    expect(new Set([...passwords, contents()['postgres_password']?.trim()]).size).toBe(4);
  });

  it('leaves alone what is there', () => {
    const before = contents();
    expect(make()).toMatchObject({ status: 0, stdout: '' });
    expect(contents()).toEqual(before);
  });

  it('alone is where secrets come from: without, Compose says to run it', () => {
    for (const [name, { file }] of Object.entries(system.secrets)) expect(file).toBe(`\${LATCHKEY_SECRETS:?run deploy/compose/make-secrets.sh}/${name}`);
  });
});

describe('the gateway', () => {
  const routes = readFileSync(join(workspace, 'deploy/compose/gateway/routes.conf'), 'utf8');
  const locations = [...routes.matchAll(/location ~ (\S+) \{\s+proxy_pass http:\/\/(\w+);/g)].map(([, path = '', service]) => ({ path: new RegExp(path), service }));
  const openApi = z.object({ paths: z.record(z.string(), z.unknown()) });

  it.each(apps)('sends each path of the %s there, save those for operators', (app) => {
    const { paths } = openApi.parse(JSON.parse(readFileSync(join(workspace, `docs/openapi/${app}.json`), 'utf8')));
    for (const path of Object.keys(paths)) {
      const taken = locations.filter((location) => location.path.test(path)).map(({ service }) => service);
      expect([path, taken]).toEqual([path, path.startsWith('/health') ? [] : [app]]);
    }
  });
});

const compose = (...args: string[]) =>
  spawnSync('docker', ['compose', ...args], { cwd: workspace, encoding: 'utf8', env: { ...process.env, COMPOSE_FILE: '', LATCHKEY_SECRETS: '/none' } });
const hasCompose = compose('version').status === 0;
if (!hasCompose) process.stderr.write('Skipped, since docker compose is not installed: what it says itself of the files.\n');

(hasCompose ? describe : describe.skip)('docker compose', () => {
  it.each(files)('takes %s, with every profile', (file) => {
    const named = file === 'docker-compose.yml' ? [file] : ['docker-compose.yml', file];
    expect(compose(...named.flatMap((each) => ['--file', each]), '--profile', '*', 'config', '--quiet')).toMatchObject({ status: 0, stderr: '' });
  });
});
