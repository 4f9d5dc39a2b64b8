import { afterAll, expect } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import type { ParsedMail } from 'mailparser';
import { Client } from 'pg';
import { z } from 'zod';
import { Guide } from './guide.js';
import { MailServer } from './mail-server.js';
import { storiesOn } from './stories-on.js';

const made = z.object({ id: z.string() });
const issued = z.object({ id: z.string(), access_token: z.string() });
const verified = z.object({ active: z.boolean() });
const expiring = z.object({ data: z.array(z.object({ token_id: z.string() })) });
const page = z.object({ data: z.array(z.object({ type: z.string(), state: z.string() })) });

const weekMs = 7 * 24 * 60 * 60 * 1000;
/** How long a story waits for what it has put off to come. */
const soonMs = 1_500;
const patience = { timeoutMs: 30_000, intervalMs: 100 };

const guide = new Guide('docs/guides/expiry.md');
const mailServer = new MailServer();
let database: Client | undefined;
afterAll(async () => {
  await database?.end();
  await mailServer.end();
  guide.clear();
});

const story = storiesOn({}, async (system) => {
  await mailServer.start();
  const issuer = await system.start('issuer');
  const [notifier, verifier] = await Promise.all([system.start('notifier', { ...mailServer.env, NOTIFIER_API_URL: issuer.url }), system.start('verifier')]);
  const { caller } = system;
  const { secret } = caller;
  const client = new Client({ connectionString: system.databaseUrl });
  database = client;
  await client.connect();
  const found = async (query: string, id: string): Promise<unknown[]> => (await client.query<{ found: unknown }>(query, [id])).rows.map((row) => row.found);
  const env: NodeJS.ProcessEnv = { ISSUER: issuer.url, NOTIFIER: notifier.url, VERIFIER: verifier.url, TOKEN: secret, LATCHKEY_TOKEN: secret };
  const run = async (commands: string): Promise<unknown> => {
    const { code, stdout, stderr } = await system.shell('notifier', commands, guide.folder, env);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    return JSON.parse(stdout);
  };
  return { caller, issuer, notifier, env, run, found, follow: (text: string) => run(guide.block('sh', text)) };
});

/** The mail that has come under this subject about this token. */
async function mail(subject: string, about: string): Promise<ParsedMail> {
  return eventually(() => {
    const found = mailServer.mails.find((each) => each.subject === subject && each.text?.includes(about));
    if (!found) throw new Error(`no mail "${subject}" has come`);
    return found;
  }, patience);
}

story('an owner subscribes, tries it out, is warned seven days ahead, rotates as the mail says, and is told no more once the successor is in use', async (scene) => {
  const { caller, issuer, notifier, env, run, found, follow } = scene;
  await follow('/contacts/fallback');
  env.SUBSCRIPTION_ID = made.parse(await follow('"channel": {"kind": "email"}')).id;
  await follow('/test"');
  await mail('Token "test of the subscription owner" expires in 7 days', 'test of the subscription owner');

  env.EXPIRES_AT = new Date(Date.now() + weekMs + soonMs).toISOString();
  const token = issued.parse(await follow('$EXPIRES_AT'));
  const warning = await mail('Token "deploy" expires in 7 days', token.id);
  expect(warning.to).toMatchObject({ text: 'owner@example.com' });
  expect(warning.text).toMatch(/^Service account: +deploy \(\w{22}\)$/m);
  const [rotate = ''] = /^ *curl -X POST .*$/m.exec(warning.text ?? '') ?? [];
  const successor = issued.parse(await run(rotate));
  // Of use of a token that the notifier has not heard of nothing is kept.
  await eventually(async () => expect(expiring.parse(await caller.read(notifier, '/expiring?within=30d')).data.map(({ token_id: id }) => id)).toContain(successor.id), patience);
  env.SUCCESSOR = successor.access_token;
  await eventually(async () => expect(verified.parse(await follow('/verify"'))).toEqual({ active: true }), patience);

  await eventually(async () => expect(await found(successorInUse, token.id)).toEqual([true]), patience);
  const nearer = await caller.ask(issuer, 'PATCH', `/automation-tokens/${token.id}`, { expires_at: new Date(Date.now() + soonMs).toISOString() });
  expect(nearer.status).toBe(200);
  await eventually(async () => expect(await found(outcomeOfEnd, token.id)).toEqual(['passed_over']), patience);
  expect(page.parse(await caller.read(notifier, `/notifications?token_id=${token.id}`)).data).toEqual([{ type: 'token.expiring', state: 'sent' }]);
  expect(mailServer.mails.filter(({ text }) => text?.includes(token.id))).toEqual([warning]);
});

const successorInUse = 'select true as found from notifier.successions old join notifier.last_uses use on use.token_id = successor_id where old.token_id = $1';
const outcomeOfEnd = `select outcome as found from notifier.announcements where token_id = $1 and id like '%/expired'`;
