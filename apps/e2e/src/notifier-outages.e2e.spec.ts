import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect } from '@jest/globals';
import type { Service } from '@latchkey/stack';
import { type Caller, problemIn, readTopic } from '@latchkey/stack/clients';
import { eventually } from '@latchkey/testing';
import { deriveId } from '@latchkey/tokens';
import type { ParsedMail } from 'mailparser';
import { z } from 'zod';
import { lineToPostgres } from './line-to-postgres.js';
import { MailServer } from './mail-server.js';
import { storiesOn } from './stories-on.js';

/** How long each outage lasts, at least four seconds: 60 makes it a minute. */
const seconds = z.coerce.number().int().min(4).optional().parse(process.env['NOTIFIER_OUTAGE_SECONDS']);
const outageMs = 1000 * (seconds ?? 4);
/** Usually over before the second attempt at a mail, four seconds or more after the first: the third comes five minutes later, a fifth more or less. */
const mailOutageMs = 1000 * (seconds ?? 2);
const dayMs = 24 * 60 * 60 * 1000;
const patience = { timeoutMs: 60_000 + outageMs, intervalMs: 200 };
const untilThirdAttempt = { ...patience, timeoutMs: 420_000 };
const storyMs = 600_000 + 2 * outageMs;

const made = z.object({ id: z.string() });
const expiring = z.object({ data: z.array(z.object({ token_id: z.string() })) });
const page = z.object({ data: z.array(z.object({ id: z.string(), token_id: z.string(), state: z.string() })) });

const line = lineToPostgres();
const mailServer = new MailServer();
afterAll(async () => {
  await mailServer.end();
  await line.cut();
});

const story = storiesOn({ ownKafka: {} }, async (system) => {
  await Promise.all([line.open(), mailServer.start()]);
  const [issuer, notifier] = await Promise.all([system.start('issuer'), system.start('notifier', { ...mailServer.env, DATABASE_URL: line.at(system.databaseUrl) })]);
  const { caller } = system;
  expect((await caller.ask(notifier, 'PUT', '/contacts/fallback', { emails: ['owner@example.com'] })).status).toBe(200);
  const asked = await caller.ask(notifier, 'POST', '/subscriptions', { name: 'owner', event_types: ['token.expiring'], channel: { kind: 'email' } });
  return { system, caller, issuer, notifier, subscription: made.parse(await asked.json()) };
});
type Scene = Readonly<{ caller: Caller; issuer: Service; notifier: Service; subscription: { id: string } }>;

/** A threshold that falls due, the event by which it is announced, and the notification by which the subscription is told. */
interface Due {
  readonly tokenId: string;
  readonly eventId: string;
  readonly id: string;
}

/** Due so soon that it is in an outage which begins now. */
async function issueDue({ caller, issuer, subscription }: Scene, count: number, inMs = 2_500): Promise<Due[]> {
  const expiresAt = new Date(Date.now() + dayMs + inMs).toISOString();
  const tokens = await Promise.all([...Array(count)].map(() => caller.issue(issuer, { name: 'deploy', expires_at: expiresAt })));
  return tokens.map(({ id: tokenId }) => {
    const eventId = `${tokenId}/${expiresAt}/1`;
    return { tokenId, eventId, id: deriveId(`notification ${subscription.id} ${eventId}`) };
  });
}

/** Until they stand in the notifier’s schedule. */
async function planned({ caller, notifier }: Scene, due: readonly Due[]): Promise<void> {
  await eventually(async () => {
    const { data } = expiring.parse(await caller.read(notifier, '/expiring?within=2d&limit=1000'));
    expect(data.map(({ token_id: id }) => id)).toEqual(expect.arrayContaining(due.map(({ tokenId }) => tokenId)));
  }, patience);
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
const mailsOf = ({ id }: Pick<Due, 'id'>): ParsedMail[] => mailServer.mails.filter(({ messageId }) => messageId === `<${id}@example.com>`);

/** Until these notifications, and of these tokens no others, are in this state. */
async function standing({ caller, notifier }: Scene, due: readonly Due[], state: string, within = patience): Promise<void> {
  const tokens = new Set(due.map(({ tokenId }) => tokenId));
  await eventually(async () => {
    const { data } = page.parse(await caller.read(notifier, '/notifications?type=token.expiring&limit=1000'));
    const told = data.filter(({ token_id: id }) => tokens.has(id));
    expect(told.sort(byId)).toEqual(due.map(({ id, tokenId }) => ({ id, token_id: tokenId, state })).sort(byId));
  }, within);
}

async function toldOnce(scene: Scene, due: readonly Due[], within = patience): Promise<void> {
  await standing(scene, due, 'sent', within);
  await eventually(() => expect(due.map((each) => mailsOf(each).length)).toEqual(due.map(() => 1)), patience);
}

story('without Kafka what is due waits and then goes out once, under the id that it would have had; what was routed goes out at once (invariant 10)', async (scene) => {
  const { system, caller, notifier, subscription } = scene;
  const due = await issueDue(scene, 3);
  await planned(scene, due);
  await system.kafka.kill();
  const over = pause(outageMs);
  due.push(...(await issueDue(scene, 2)));
  const test = made.parse(await (await caller.ask(notifier, 'POST', `/subscriptions/${subscription.id}/test`)).json());
  await eventually(() => expect(mailsOf(test)).toHaveLength(1), patience);
  await over;
  expect(due.flatMap(mailsOf)).toEqual([]);
  await system.kafka.restart();
  await toldOnce(scene, due);
  const events = await readTopic(system.client, 'token-events');
  const announced = events.filter(({ raw }) => raw.headers['ce_type'] === 'token.expiring.v1').map(({ raw }) => raw.headers['ce_id']);
  expect(announced).toEqual(expect.arrayContaining(due.map(({ eventId }) => eventId)));
  expect(new Set(announced).size).toBe(due.length);
}, storyMs);

story('without its Postgres the notifier tells nobody anything, and then everything once (invariant 10)', async (scene) => {
  const { caller, notifier } = scene;
  const due = await issueDue(scene, 3);
  await planned(scene, due);
  await line.cut();
  const over = pause(outageMs);
  due.push(...(await issueDue(scene, 2)));
  await over;
  expect(await problemIn(await caller.ask(notifier, 'GET', '/notifications'))).toEqual({ status: 503, code: 'database_unavailable' });
  expect(due.flatMap(mailsOf)).toEqual([]);
  await line.open();
  await toldOnce(scene, due);
}, storyMs);

story('without the mail server mails wait, and what it took without saying so is sent again as the same mail', async (scene) => {
  await mailServer.kill();
  await mailServer.start({ mute: true });
  const [taken] = (await issueDue(scene, 1, 500)) as [Due];
  await eventually(() => expect(mailsOf(taken)).toHaveLength(1), patience);
  const due = await issueDue(scene, 3, 500);
  await mailServer.kill();
  await Promise.all([pause(mailOutageMs), standing(scene, [taken, ...due], 'queued')]);
  await mailServer.start();
  await toldOnce(scene, due, untilThirdAttempt);
  await standing(scene, [taken], 'sent', untilThirdAttempt);
  await eventually(() => expect(mailsOf(taken)).toHaveLength(2), patience);
  const [first, second] = mailsOf(taken);
  expect(second?.date).toEqual(first?.date);
}, storyMs);
