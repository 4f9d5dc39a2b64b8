import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { DenialCode } from './decision.js';
import { denials, statusOf } from './denials.js';
import { gatewayAnswer } from './gateway-answer.js';
import { gatewayRules } from './gateway-rules.js';

const root = new URL('../../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
/** No gateway can ask for it. */
const never: DenialCode = 'behind';

it('docs/guides/gateways.md lists every code, as it is answered', () => {
  const codes = (Object.keys(denials) as DenialCode[]).filter((code) => code !== never);
  const rows = codes.map((code) => `| \`${code}\` | ${denials[code].meaning} | ${statusOf(code, 'auth_request')} | ${statusOf(code, 'ext_authz')} |\n`);
  expect(read('docs/guides/gateways.md')).toContain(rows.join(''));
});

it('the example of rules is one', () => {
  const [, example = ''] = read('docs/guides/gateways.md').match(/```json\n(.*?)```/s) ?? [];
  expect(gatewayRules.parse(JSON.parse(example))).toHaveLength(4);
  expect(gatewayRules.parse(JSON.parse(read('deploy/gateways/rules.json'))).length).toBeGreaterThan(0);
});

it.each(['nginx/latchkey.conf.template', 'traefik/latchkey.yaml'])('deploy/gateways/%s sets every identity header anew', (file) => {
  const configuration = read(`deploy/gateways/${file}`).toLowerCase();
  const { headers } = gatewayAnswer({ outcome: 'unknown' }, { mode: 'auth_request', requestId: 'r', now: 0, expiryNoticeDays: 7 });
  const names = Object.keys(headers).filter((name) => name.startsWith('x-latchkey-'));
  for (const name of [...names, 'x-latchkey-expires-at']) {
    expect(configuration).toMatch(new RegExp(`(proxy_set_header|- ) *${name}\\b`));
  }
});
