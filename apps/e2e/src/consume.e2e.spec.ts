import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type OutgoingRecord, principals } from '@latchkey/contracts';
import { applyAcls, applyTopics, deleteTopics, EventProducer } from '@latchkey/kafka';
import { Children, environmentOf } from '@latchkey/stack';
import { eventually, kafkaBrokers, uniquePrefix } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { Guide } from './guide.js';
import { clientFor, securityOfRun } from './security-of-run.js';

const target = { brokers: kafkaBrokers().join(), prefix: uniquePrefix(), security: securityOfRun };
const { prefix } = target;
const client = clientFor(target);
const producer = new EventProducer(client);
const children = new Children();
const guide = new Guide('docs/consume.md');

beforeAll(async () => {
  await eventually(() => applyTopics(client), { timeoutMs: 30_000, intervalMs: 200 });
  if (securityOfRun) await applyAcls(client, principals);
});
afterAll(async () => {
  await children.stop();
  await producer.onApplicationShutdown();
  guide.clear();
  await deleteTopics(client);
});

/** A golden sample, with an id and a token of its own. */
function sample(type: string): { record: OutgoingRecord; token: string } {
  const { topic, key, headers, value } = JSON.parse(readFileSync(new URL(`../../../libs/contracts/samples/${type}.json`, import.meta.url), 'utf8')) as Omit<OutgoingRecord, 'value'> & { value: object };
  const token = mintId();
  return { token, record: { topic, key, headers: { ...headers, ce_id: mintId() }, value: JSON.stringify({ ...value, token_id: token }) } };
}

const env = environmentOf('example-consumer', target);
/** As the guide's, and used by nobody else. */
const aGroup = (): string => `example-${randomUUID()}`;

interface Consumer {
  /** What it told so far. */
  lines(): object[];
  errors(): string;
  /** Answers its exit code. */
  stop(): Promise<number | null>;
}

/** The example as the guide says to run it, in a group. */
async function consume(group: string): Promise<Consumer> {
  const command = guide.block('sh', 'consumer.mjs').replace('GROUP=example', `exec env GROUP=${group}`);
  const child = await children.start('sh', ['-ec', command], { name: group, layer: 'service', env: { ...process.env, ...env }, cwd: guide.folder });
  const [stdout, errors] = [child.collect('stdout'), child.collect('stderr')];
  return {
    lines: () => stdout().split('\n').slice(0, -1).map((line) => JSON.parse(line) as object),
    errors,
    stop: async () => {
      await child.stop();
      return (await child.exited).code;
    },
  };
}

const told = (consumer: Consumer, ...events: object[]): Promise<void> => eventually(() => expect(consumer.lines()).toEqual(events), { timeoutMs: 30_000 });

it('tells each event once, passes over what it does not know, and names what it cannot read', async () => {
  const [issued, revoked, unknown, broken] = [sample('token.issued.v1'), sample('token.revoked.v1'), sample('token.suspended.v1'), sample('token.issued.v1')];
  await producer.send([issued.record, issued.record, unknown.record, { ...broken.record, value: '{' }, revoked.record]);
  const group = aGroup();
  const first = await consume(group);
  await told(first, expect.objectContaining({ issued: issued.token }), expect.objectContaining({ revoked: revoked.token }));
  expect(first.errors()).toMatch(new RegExp(`^unreadable: ${prefix}token-events \\d+ \\d+$`, 'm'));
  expect(await first.stop()).toBe(0);
  const later = sample('token.expiring.v1');
  await producer.send([later.record]);
  const second = await consume(group);
  await told(second, expect.objectContaining({ expiring: later.token }));
  expect(await second.stop()).toBe(0);
});

it('reads all of it in a new group, and again what came since a time that its group is set to', async () => {
  const [earlier, later] = [sample('token.issued.v1'), sample('token.issued.v1')];
  await producer.send([earlier.record]);
  const since = Date.now() + 1;
  await eventually(() => expect(Date.now()).toBeGreaterThan(since));
  await producer.send([later.record]);
  const group = aGroup();
  const all = await consume(group);
  await eventually(() => expect(all.lines().slice(-2)).toEqual([earlier, later].map(({ token }) => expect.objectContaining({ issued: token }))), { timeoutMs: 30_000 });
  expect(await all.stop()).toBe(0);
  await replay(group, since);
  const again = await consume(group);
  await told(again, expect.objectContaining({ issued: later.token }));
  expect(await again.stop()).toBe(0);
});

async function replay(group: string, since: number): Promise<void> {
  const command = guide.block('sh', 'replay.mjs').replace('GROUP=example', `GROUP=${group}`).replace(/SINCE=\S+/, `SINCE=${new Date(since).toISOString()}`);
  expect(await children.run('sh', ['-ec', command], { name: 'replay', env: { ...process.env, ...env }, cwd: guide.folder })).toMatchObject({ code: 0, stderr: '' });
}
