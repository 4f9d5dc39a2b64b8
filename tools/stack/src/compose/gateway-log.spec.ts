import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, isInstalled, nginxArguments } from '@latchkey/testing';
import { freePort } from '../free-port.js';
import { Children } from '../processes/children.js';
import { workspace } from '../workspace.js';

const configuration = readFileSync(join(workspace, 'deploy/compose/gateway/nginx.conf'), 'utf8');
const [, errorLevel = '', format = '', accessLog = ''] = /error_log \/dev\/stderr (\w+);[\s\S]*?(map \$uri[\s\S]*?)access_log \/dev\/stdout (\w+);/.exec(configuration) ?? [];
if (!isInstalled('nginx')) process.stderr.write('Skipped, since not installed: nginx.\n');

(isInstalled('nginx') ? describe : describe.skip)('what the gateway logs', () => {
  const children = new Children();
  const folder = mkdtempSync(join(tmpdir(), 'gateway-log-'));
  let port = 0;
  const logged = async (path: string): Promise<unknown> => {
    const before = lines().length;
    await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: 'Bearer lka_header' } });
    await eventually(async () => expect(lines().length).toBeGreaterThan(before));
    return JSON.parse(lines()[before] ?? '');
  };
  const lines = (): string[] => readFileSync(join(folder, 'access.log'), 'utf8').split('\n').filter((line) => line !== '');

  beforeAll(async () => {
    port = await freePort();
    const server = `server { listen 127.0.0.1:${port}; access_log ${folder}/access.log ${accessLog}; error_log ${folder}/error.log ${errorLevel}; set $latchkey_token_id token; set $latchkey_customer_id customer; location / { return 204; } location /away { proxy_pass http://127.0.0.1:1; } }`;
    await children.start('nginx', nginxArguments(folder, `${format} ${server}`), { name: 'nginx', layer: 'service', stdio: 'ignore' });
    await eventually(() => fetch(`http://127.0.0.1:${port}/`));
    await eventually(async () => expect(lines()).toHaveLength(1));
  });
  afterAll(async () => {
    await children.stop();
    rmSync(folder, { recursive: true });
  });

  it('is a line of JSON for each request, that names the token and the customer', async () => {
    const ids = { request_id: expect.stringMatching(/^[0-9a-f]{32}$/), token_id: 'token', customer_id: 'customer', ip: '127.0.0.1' };
    expect(await logged('/service/www/details')).toEqual({ level: 'info', time: expect.any(String), service: 'gateway', msg: 'request', method: 'GET', path: '/service/www/details', status: '204', duration_s: expect.any(Number), ...ids });
  });

  it.each([
    ['/service/www?token=lka_query', '/service/www'],
    ['/service/lka_path/details', '/service/…'],
    ['/service/%6Ck%61_path', '/service/…'],
    ['/unsubscribe?key=sealed', '/unsubscribe'],
    ['/a%22b%0Alka_path', '/a"b\n…'],
  ])('is for %s the path %s', async (asked, path) => {
    expect(await logged(asked)).toMatchObject({ path });
  });

  it('is no more than that where nobody answers', async () => {
    expect(await logged('/away?token=lka_query')).toMatchObject({ path: '/away', status: '502' });
    expect(readFileSync(join(folder, 'error.log'), 'utf8')).toBe('');
  });
});
