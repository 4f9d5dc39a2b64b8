import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { principals } from '@latchkey/contracts';
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

  it('names what the doctor reads', () => {
    const known = [...serviceVariables('issuer'), ...commandVariables('node apps/issuer/dist/doctor.main.js [--json]')];
    expect(known).toContain('NOTIFIER_URLS');
    expect(named(system.services['doctor']?.environment ?? {}, known)).toEqual(sorted(known));
  });

  const given = (pattern: RegExp): Record<string, string[]> => {
    const secrets = services.map(([name, service]) => [name, service.secrets.map((secret) => (typeof secret === 'string' ? secret : secret.source)).filter((secret) => pattern.test(secret))] as const);
    return Object.fromEntries(secrets.filter(([, named]) => named.length > 0));
  };

  it('lets each service into Kafka as itself, and as nobody else', () => {
    const own = Object.entries({ ...Object.fromEntries(apps.map((app) => [app, app])), topics: 'admin', doctor: 'doctor' });
    expect(given(/^kafka_/)).toEqual({
      kafka: ['kafka_certificate'],
      users: principals.filter(({ kind }) => kind !== 'example').map(({ name }) => `kafka_${name}_password`),
      ...Object.fromEntries(own.map(([name, user]) => [name, [`kafka_${user}_password`]])),
    });
    for (const [name, user] of own) expect(system.services[name]?.environment['KAFKA_SASL_USERNAME']).toBe(user);
  });

  it('lets nobody into Kafka who does not log in, save from within its container', () => {
    const { KAFKA_LISTENERS: listeners, KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: protocols, ...others } = z.record(z.string(), z.coerce.string()).parse(system.services['kafka']?.environment);
    const open = (protocols ?? '').split(',').flatMap((each) => (each.endsWith(':SASL_SSL') ? [] : each.split(':').slice(0, 1)));
    const listening = (listeners ?? '').split(',').filter((each) => !each.includes('://127.0.0.1:')).map((each) => each.split(':')[0]);
    expect([open, listening]).toEqual([['LOCAL', 'CONTROLLER'], ['CLIENTS']]);
    expect(others).toMatchObject({ KAFKA_AUTHORIZER_CLASS_NAME: 'org.apache.kafka.metadata.authorizer.StandardAuthorizer', KAFKA_SUPER_USERS: 'User:ANONYMOUS' });
    const within = all.filter(([, { network_mode }]) => network_mode !== undefined).map(([name, { network_mode }]) => [name, network_mode]);
    expect(within).toEqual([['users', 'service:kafka'], ['acls', 'service:kafka']]);
  });

  it('lets each service into Postgres as its own role, and as no other', () => {
    const urls = appsWithDatabase.map((app) => `${app}_database_url`);
    expect(given(/^postgres_|database_url$/)).toEqual({
      postgres: ['postgres_password', 'postgres_certificate'],
      roles: ['postgres_password', ...urls],
      ...Object.fromEntries(appsWithDatabase.flatMap((app) => [app, `migrate-${app}`].map((name) => [name, [`${app}_database_url`]]))),
      doctor: ['issuer_database_url'],
    });
  });

  it.each(all)('lets %s write, become and use no more than it needs', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(Object.keys(service.deploy?.resources.limits ?? {}).sort()).toEqual(['cpus', 'memory', 'pids']);
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(service.build !== undefined || /^[a-z/-]+:v?\d[\d.]*$/.test(service.image)).toBe(true);
  });

  it.each(all.filter(([, { restart }]) => restart !== 'on-failure:5' && restart !== 'no'))('starts %s again whenever it ends', (_, service) => {
    expect(service.restart).toBe('unless-stopped');
  });
});

describe('make-secrets.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'make-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const make = (env: NodeJS.ProcessEnv = {}) => spawnSync(join(workspace, 'deploy/compose/make-secrets.sh'), { env: { ...process.env, LATCHKEY_SECRETS: folder, ...env }, encoding: 'utf8' });
  const contents = (): Record<string, string> => Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

  it('makes every secret that docker-compose.yml names, and no other, where nobody else can read them', () => {
    expect(make()).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder).sort()).toEqual(Object.keys(system.secrets).sort());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const passwords = appsWithDatabase.map((app) => {
      const url = contents()[`${app}_database_url`] ?? '';
      expect(url).toMatch(new RegExp(`^postgres://latchkey_${app}:[0-9a-f]{64}@postgres:5432/latchkey\\?sslmode=verify-full&sslrootcert=/run/secrets/ca\n$`));
      return new URL(url).password;
    });
    expect(new Set([...passwords, contents()['postgres_password']?.trim()]).size).toBe(4);
  });

  it.each(['kafka', 'postgres'])('has %s show a certificate of the authority that the services believe, for as long as it is', (host) => {
    const [authority, certificate] = [new X509Certificate(contents()['ca'] ?? ''), new X509Certificate(contents()[`${host}_certificate`] ?? '')];
    expect([certificate.verify(authority.publicKey), certificate.checkPrivateKey(createPrivateKey(contents()[`${host}_certificate`] ?? ''))]).toEqual([true, true]);
    expect([certificate.checkHost(host), certificate.checkHost('other'), certificate.ca, authority.ca]).toEqual([host, undefined, false, true]);
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now() + 9 * 365 * 86_400_000);
  });

  it('makes all certificates anew where one is missing, since the key of their authority is kept nowhere', () => {
    const before = contents();
    rmSync(join(folder, 'kafka_certificate'));
    expect(make().stdout).toBe('made kafka_certificate\nmade postgres_certificate\nmade ca\n');
    expect(Object.keys(before).filter((name) => before[name] !== contents()[name]).sort()).toEqual(['ca', 'kafka_certificate', 'postgres_certificate']);
  });

  it('has a service of before go over TLS from now on', () => {
    const url = join(folder, 'issuer_database_url');
    const [before = '', now] = [contents()['issuer_database_url']?.split('?')[0], contents()['issuer_database_url']];
    writeFileSync(url, `${before}\n`);
    expect(make().stdout).toBe('made issuer_database_url\n');
    expect(readFileSync(url, 'utf8')).toBe(now);
  });

  it('keeps nothing that could not be made', () => {
    const programs = mkdtempSync(join(tmpdir(), 'programs-'));
    writeFileSync(join(programs, 'openssl'), '#!/bin/sh\n[ "$1" = genpkey ]\n', { mode: 0o755 });
    rmSync(join(folder, 'gateway_keys'));
    expect(make({ PATH: `${programs}:${process.env['PATH']}` })).toMatchObject({ status: 1, stdout: '' });
    expect(Object.keys(contents())).not.toContain('gateway_keys');
    expect(make()).toMatchObject({ status: 0, stdout: 'made gateway_keys\n' });
    rmSync(programs, { recursive: true });
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
