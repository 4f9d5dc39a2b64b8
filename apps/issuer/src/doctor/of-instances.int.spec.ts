import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { verdictsOf } from '../../test/deployment.js';
import { ScriptedHost } from '../../test/http-host.js';
import { TestIssuer } from '../../test/issuer.js';
import type { Check } from './check.js';
import { clocks } from './clocks.check.js';
import { keyring } from './keyring.check.js';
import { migrations } from './migrations.check.js';
import { services } from './services.check.js';

const issuer = TestIssuer.ofFile();
/** Stands for a service of another kind, and answers what it says of itself. */
const other = new ScriptedHost();
beforeAll(() => other.open());
afterAll(() => other.close());
beforeEach(() => {
  other.reset();
  told({});
});
afterEach(() => {
  jest.restoreAllMocks();
});

interface Told {
  readonly ready?: RequestListener;
  readonly metrics?: string;
  readonly aheadMs?: number;
}

const ready = (status: number, body: object): RequestListener => (_, response) => void response.writeHead(status).end(JSON.stringify(body));

function told({ ready: answer = ready(200, { status: 'ok', details: {} }), metrics = '', aheadMs = 0 }: Told): void {
  const dated: RequestListener = (_, response) => void response.writeHead(200, { date: new Date(Date.now() + aheadMs).toUTCString() }).end('{"status":"ok"}');
  other.answers = { '/health/ready': answer, '/metrics': (_, response) => response.end(metrics), '/health/live': dated };
}

const says = async (check: Check, more: Record<string, string> = {}): Promise<[string, string][]> => {
  const url = String(new URL(issuer.dataSource.options.type === 'postgres' ? (issuer.dataSource.options.url ?? '') : ''));
  const env = { DATABASE_URL: url, ISSUER_URLS: issuer.url, AUDITOR_URLS: other.url, ...more };
  return (await verdictsOf(check, env)).map(({ level, text }) => [level, text]);
};
const of = (host: { url: string }, service = 'auditor'): string => `${service} ${new URL(host.url).host}`;

describe('services', () => {
  it('are ready, or not asked', async () => {
    expect(await says(services)).toEqual([
      ['ok', `${of(issuer, 'issuer')} is ready`],
      ['skipped', 'verifier: VERIFIER_URLS is not set'],
      ['ok', `${of(other)} is ready`],
      ['skipped', 'notifier: NOTIFIER_URLS is not set'],
    ]);
  });

  it.each<[string, RequestListener, string]>([
    ['is not ready', ready(503, { status: 'error', details: { database: { status: 'down', reason: 'check_failed' }, keyring: { status: 'up' } } }), 'is not ready (error: database)'],
    ['is shutting down', ready(503, { status: 'shutting_down', details: {} }), 'is not ready (shutting_down)'],
    ['is something else', (_, response) => response.end('<html>'), 'does not answer: /health/ready answered 200, and not as a service of Latchkey does'],
    ['leads elsewhere', (_, response) => response.writeHead(302, { location: '/' }).end(), 'does not answer: /health/ready answered 302, and not as a service of Latchkey does'],
  ])('has one that %s', async (_, answer, text) => {
    told({ ready: answer });
    expect(await says(services)).toContainEqual(['fail', `${of(other)} ${text}`]);
  });

  it('has one that is not there beside one that is', async () => {
    expect(await says(services, { AUDITOR_URLS: `${other.url},http://127.0.0.1:1` })).toEqual(
      expect.arrayContaining([['ok', `${of(other)} is ready`], ['fail', 'auditor 127.0.0.1:1 does not answer: bad port']]),
    );
  });
});

describe('migrations', () => {
  it.each([
    [{ pending_migrations: 0, unknown_migrations: 0 }, ['ok', 'auditor: all were run']],
    [{ pending_migrations: 2, unknown_migrations: 0 }, ['fail', 'auditor: 2 not run yet']],
    [{ pending_migrations: 0, unknown_migrations: 1 }, ['warn', 'auditor: 1 of a later version']],
    [{}, ['skipped', expect.stringMatching(/^auditor \S+ does not tell of them$/)]],
  ])('of a service are as it tells: %j', async (details, expected) => {
    told({ ready: ready(200, { status: 'ok', details: { database: { status: 'up', ...details } } }) });
    expect(await says(migrations)).toContainEqual(expected);
  });
});

describe('clocks', () => {
  it('agree', async () => {
    expect(await says(clocks)).toEqual([
      ['ok', expect.stringMatching(/^database is within \d\.\d s of the clock here$/)],
      ['ok', expect.stringMatching(/^issuer \S+ is within \d\.\d s of the clock here$/)],
      ['ok', expect.stringMatching(/^auditor \S+ is within \d\.\d s of the clock here$/)],
    ]);
  });

  it.each([
    [4_000, 'ahead of'],
    [-4_000, 'behind'],
  ])('differ by %d ms at one instance', async (aheadMs, direction) => {
    told({ aheadMs });
    const found = await says(clocks);
    expect(found.map(([level]) => level)).toEqual(['ok', 'ok', 'fail']);
    expect(found[2]?.[1]).toMatch(new RegExp(`^auditor \\S+ is [34]\\.\\d s or more ${direction} the clock here$`));
  });

  it('differ from all others here', async () => {
    const real = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => real() - 5_000);
    expect((await says(clocks, { AUDITOR_URLS: '' }))[0]).toEqual(['fail', expect.stringMatching(/^database is [45]\.\d s or more ahead of the clock here$/)]);
  });

  it('of an instance that does not answer are not judged', async () => {
    expect(await says(clocks, { ISSUER_URLS: '', AUDITOR_URLS: '' })).toEqual([
      ['ok', expect.any(String)],
      ['skipped', 'those of the services: no instance answers at a URL that is given'],
    ]);
  });
});

describe('what services show at /metrics', () => {
  it('is judged where they answer, and skipped where they do not', async () => {
    told({ metrics: 'latchkey_keyring_staleness_seconds 0.75\n' });
    expect(await says(keyring)).toEqual([
      ['ok', 'every change of more than 0.8 s ago is known to all 1 instances'],
      ['skipped', 'verifier: no instance answers at VERIFIER_URLS'],
      ['skipped', 'notifier: no instance answers at NOTIFIER_URLS'],
    ]);
    told({ metrics: 'latchkey_keyring_staleness_seconds 75\n' });
    expect((await says(keyring))[0]).toEqual(['fail', `${of(other)} knows of no change for 75 s: what was revoked since then is let in`]);
  });
});
