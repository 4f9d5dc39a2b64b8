import { describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { TestIssuer } from '../test/issuer.js';

const issuer = TestIssuer.ofFile();

const textAt = async (path: string): Promise<string> => (await issuer.call(path)).text();
async function metric(name: string): Promise<number> {
  const line = (await textAt('/metrics')).split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
}

describe('the issuer without Kafka (invariant 10)', () => {
  it('is ready, issues and revokes, and shows how its outbox grows', async () => {
    const { id } = await issuer.issue();
    expect((await issuer.revoke(id)).status).toBe(204);
    expect((await issuer.call('/health/ready')).status).toBe(200);
    await eventually(async () => expect(await metric('latchkey_outbox_depth')).toBe(6), { timeoutMs: 20_000 });
    expect(await metric('latchkey_outbox_oldest_age_seconds')).toBeGreaterThan(0);
    expect(await metric('latchkey_tokens_issued_total')).toBe(1);
    expect(await metric('latchkey_tokens_revoked_total{reason="requested"}')).toBe(1);
  });
});

it('no route lets in a caller without a permission, save those that are about its own token', async () => {
  const { paths } = JSON.parse(await textAt('/openapi.json')) as { paths: Record<string, Record<string, { 'x-permissions'?: string[]; security: object[] }>> };
  const routes = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, route]) => ({ name: `${method} ${path}`, ...route })));
  const without = routes.filter(({ security, 'x-permissions': needs = [] }) => security.length > 0 && needs.length === 0).map(({ name }) => name);
  expect(routes.length).toBeGreaterThan(without.length + 10);
  expect(without.sort()).toEqual([
    'delete /automation-tokens/{id}',
    'delete /tokens/self',
    'delete /tokens/{id}',
    'get /tokens/self',
    'post /automation-tokens/{id}/rotate',
  ]);
});
