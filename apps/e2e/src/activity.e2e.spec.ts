import { afterAll, expect } from '@jest/globals';
import { Children } from '@latchkey/stack';
import { Caller, type Issued, problemIn } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { z } from 'zod';
import { Guide } from './guide.js';
import { storiesOn } from './stories-on.js';

const made = z.object({ id: z.string() });
const issued = z.object({ access_token: z.string() });
const page = z.object({ data: z.array(z.looseObject({ action: z.string(), event_id: z.string(), token_id: z.string().nullable() })) });
type Trail = z.infer<typeof page>['data'];

const patience = { timeoutMs: 30_000, intervalMs: 200 };
const guide = new Guide('docs/guides/activity.md');
const children = new Children();
afterAll(async () => {
  await children.stop();
  guide.clear();
});

const story = storiesOn({ ownKafka: {} }, async (system) => {
  const [issuer, auditor, verifier] = await Promise.all([system.start('issuer'), system.start('auditor'), system.start('verifier')]);
  const { caller } = system;
  const { id: customer } = made.parse(await (await caller.ask(issuer, 'POST', '/customers', { name: 'Example Media' })).json());
  const reporter = new Caller((await caller.issue(issuer, { name: 'deployer', role: 'reporter' })).secret);
  const reader = new Caller((await caller.issue(issuer, { name: 'reader', role: 'auditor', customer_id: customer })).secret);
  await eventually(() => reader.read(auditor, '/audit-events'), patience);

  const issue = (): Promise<Issued> => caller.issue(issuer, { name: 'deploy', customer_id: customer, services: ['www'] });
  /** The last first. */
  const list = async (query: string, as = reader): Promise<Trail> => page.parse(await as.read(auditor, `/audit-events?limit=1000&${query}`)).data;
  const trail = (token: Issued): Promise<Trail> => list(`token_id=${token.id}`);
  /** The trail once there are so many events in it. */
  const heard = (token: Issued, count: number): Promise<Trail> =>
    eventually(async () => {
      const events = await trail(token);
      expect(events).toHaveLength(count);
      return events;
    }, patience);
  const report = (token: Issued, id: string): object => ({
    ...{ id, customer_id: customer, token_id: token.id, action: 'version.activated', target: { type: 'service_version', id: `www/${id}` }, service_id: 'www' },
    ...{ occurred_at: new Date().toISOString(), outcome: 'success', ip: '192.0.2.7', details: { version: 42 } },
  });
  const tell = (body: object): Promise<Response> => reporter.ask(auditor, 'POST', '/activity', body);
  return { system, caller, issuer, auditor, verifier, customer, reporter, reader, issue, list, trail, heard, report, tell };
});

story('the whole trail of a token is one query: who issued it, where it was used, why it was refused, what it changed, what took its place', async (scene) => {
  const { caller, issuer, verifier, customer, issue, list, heard, report, tell } = scene;
  const token = await issue();
  await heard(token, 1);
  const ask = async (permission: string): Promise<void> => {
    const request = { ip: '192.0.2.7', user_agent: 'cli/1.4', service_id: 'www' };
    expect((await caller.ask(verifier, 'POST', '/verify', { token: token.secret, permission, ...request, at_least: token.consistency })).status).toBe(200);
  };
  await ask('service:write');
  await heard(token, 2);
  await ask('billing:read');
  await heard(token, 3);
  expect((await tell(report(token, 'activate-42'))).status).toBe(202);
  await heard(token, 4);
  const rotated = await caller.ask(issuer, 'POST', `/automation-tokens/${token.id}/rotate`, { overlap_seconds: 3600 });
  const { id: successor } = made.parse(await rotated.json());

  const { id: first } = made.parse(await caller.read(issuer, '/tokens/self'));
  const from = { ip: '192.0.2.7', user_agent: 'cli/1.4', service_id: 'www' };
  const of = { customer_id: customer, token_id: token.id };
  expect((await heard(token, 5)).reverse()).toMatchObject([
    { ...of, action: 'token.issued', actor: { kind: 'token', token_id: first }, outcome: 'success' },
    { ...of, ...from, action: 'token.used', outcome: 'success', reason: null },
    { ...of, ...from, action: 'token.used', outcome: 'failure', reason: 'permission_refused' },
    { ...of, action: 'activity.version.activated', actor: { token_id: token.id, name: 'deploy' }, reported_by: { name: 'deployer' }, target_id: 'www/activate-42', details: { version: 42 } },
    { ...of, action: 'token.rotated', actor: { kind: 'token', token_id: first }, details: { successor_id: successor } },
  ]);
  expect(await list('target_id=www/activate-42')).toMatchObject([{ action: 'activity.version.activated', token_id: token.id }]);
  const did = await list(`customer_id=${customer}&token_id=${first}`, caller);
  expect(did).toEqual(expect.arrayContaining([expect.objectContaining({ action: 'token.issued', token_id: token.id }), expect.objectContaining({ action: 'token.issued', token_id: successor })]));
});

story('a service team does as the guide says, over HTTP and by Kafka', async ({ system, caller, issuer, auditor, customer, reader, issue, trail }) => {
  const token = await issue();
  await eventually(async () => expect(await trail(token)).not.toEqual([]), patience);
  const env = { ...process.env, ...system.environmentOf('example-reporter'), ISSUER: issuer.url, ADMIN: caller.secret, AUDITOR: auditor.url, READER: reader.secret, CUSTOMER_ID: customer, TOKEN_ID: token.id, TOKEN: '' };
  const run = async (text: string): Promise<string> => {
    const { code, stdout, stderr } = await children.run('sh', ['-ec', guide.block('sh', text)], { name: text, cwd: guide.folder, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  env.TOKEN = issued.parse(JSON.parse(await run('"role": "reporter"'))).access_token;
  // The auditor may not have heard of a token that was issued just now.
  await eventually(async () => expect(JSON.parse(await run('"id": "activate-www-42"'))).toEqual({ ids: ['activate-www-42'] }), patience);
  expect(JSON.parse(await run('{"events": ['))).toEqual({ ids: ['upload-www-43', 'activate-www-43'] });
  const byKafka = [await run('report-activity.mjs'), await run('report-activity.mjs')];
  expect(byKafka).toEqual(['', '']);
  await eventually(async () => {
    const { data } = page.parse(JSON.parse(await run('audit-events?token_id=')));
    const told = data.filter(({ action }) => action.startsWith('activity.')).map(({ action, event_id: id, unknown_token }) => [action, id, unknown_token]);
    const [activated, uploaded] = ['activity.version.activated', 'activity.version.uploaded'];
    expect(told.reverse()).toEqual([
      [activated, 'activate-www-42', false],
      [uploaded, 'upload-www-43', false],
      [activated, 'activate-www-43', false],
      [activated, 'activate-www-44', false],
    ]);
  }, patience);
});

story('with Kafka gone or frozen a report is refused with 503, and sent again afterwards it is on record once', async ({ system: { kafka }, issue, trail, heard, report, tell }) => {
  const token = await issue();
  await heard(token, 1);
  await eventually(async () => expect((await tell(report(token, 'before-all'))).status).toBe(202), patience);
  const outages: [string, () => unknown, () => unknown][] = [
    ['while-stopped', () => kafka.stop(), () => kafka.restart()],
    ['while-frozen', () => kafka.freeze(), () => kafka.thaw()],
  ];
  for (const [id, begin, end] of outages) {
    await begin();
    const refused = await tell(report(token, id));
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemIn(refused)).toEqual({ status: 503, code: 'kafka_unavailable' });
    await end();
    await eventually(async () => expect((await tell(report(token, id))).status).toBe(202), patience);
  }
  expect((await tell(report(token, 'after-all'))).status).toBe(202);
  await eventually(async () => expect((await trail(token)).map(({ event_id: id }) => id).slice(0, -1)).toEqual(['after-all', 'while-frozen', 'while-stopped', 'before-all']), patience);
});
