import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verdictsOf } from '../../test/deployment.js';
import { ScriptedHost } from '../../test/http-host.js';
import { TestIdentityProvider } from '../../test/identity-provider.js';
import { KeyServer, reporterKey } from '../../test/key-server.js';
import type { Check } from './check.js';
import { identityProviderReach } from './identity-providers.check.js';
import { leakReportKeys } from './leak-report-keys.check.js';

const rules = { customers: ['a'.repeat(22)], roles: { staff: ['user'] } };
const says = async (check: Check, env: Record<string, string>): Promise<[string, string][]> =>
  (await verdictsOf(check, { DATABASE_URL: 'postgres://latchkey@127.0.0.1:1/latchkey', ...env })).map(({ level, text }) => [level, text]);

describe('identity providers', () => {
  let provider: TestIdentityProvider;
  beforeAll(async () => {
    provider = await TestIdentityProvider.start({});
  });
  afterAll(() => provider.close());
  const reach = (more: object = {}): Promise<[string, string][]> => says(identityProviderReach, { IDENTITY_PROVIDERS: provider.file({ ...rules, ...more }) });

  it('show their keys, or have them in the file, or are not configured', async () => {
    expect(await reach()).toEqual([['ok', 'staff: shows 1 keys that can be used']]);
    expect(await reach({ jwks: { keys: [provider.publicKey()] } })).toEqual([['ok', 'staff: 1 keys stand in the file']]);
    expect(await says(identityProviderReach, {})).toEqual([['skipped', 'none is configured']]);
  });

  it('show none that can be used', async () => {
    const host = new ScriptedHost();
    await host.open();
    host.answers = { '/keys': (_, response) => response.end('{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}') };
    try {
      expect(await reach({ jwks_uri: `${host.url}/keys` })).toEqual([['fail', 'staff: shows no key that can be used']]);
    } finally {
      await host.close();
    }
  });

  it('are away', async () => {
    await provider.stop();
    expect(await reach()).toEqual([['fail', expect.stringMatching(/^staff: its keys cannot be read: ./)]]);
  });
});

describe('leak report keys', () => {
  it('can be read, cannot, or are not configured', async () => {
    const host = new KeyServer();
    await host.open();
    host.listed = [reporterKey('a'), reporterKey('b')];
    const env = { LEAK_REPORT_KEYS_URL: host.url };
    expect(await says(leakReportKeys, env)).toEqual([['ok', '2 can be used']]);
    await host.close();
    expect(await says(leakReportKeys, env)).toEqual([['fail', expect.stringMatching(/^cannot be read: .*ECONNREFUSED/)]]);
    expect(await says(leakReportKeys, {})).toEqual([['skipped', expect.any(String)]]);
  });
});
