import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MailServer, refusal } from '../../test/channels/mail-server.js';
import { Receiver } from '../../test/channels/receiver.js';
import { Desk } from '../../test/desk.js';
import { aToken, leakedRecord, revokedRecord } from '../../test/token-events.js';
import { Unsubscribe } from '../unsubscribe/unsubscribe.js';
import type { Mailing } from '../unsubscribe/unsubscribe.js';

const now = new Date();
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
let busy = false;
let desk: Desk;
let server: MailServer;
beforeAll(async () => {
  server = await new MailServer({} as ConstructorParameters<typeof MailServer>[0], {
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, callback) => {
      if (address.startsWith('nobody')) return callback(refusal(550, 'no such user'));
      if (busy && address.startsWith('busy')) return callback(refusal(451, 'later'));
      callback();
    },
  }).open();
  desk = await Desk.open({ SMTP_URL: `smtp://127.0.0.1:${server.port}`, SMTP_STARTTLS: 'off', NOTIFIER_MAIL_FROM: 'latchkey@example.com' });
});
afterAll(async () => {
  await server.close();
  await desk.close();
});
beforeEach(async () => {
  await desk.clear();
  server.received.length = 0;
  await desk.subscribe({ kind: 'email' }, now);
});

const token = aToken({ customer_id: '' });
const leak = (): Promise<void> => desk.route([leakedRecord({ ...token, customer_id: desk.caller.customerId, token_id: aToken().token_id }, now.toISOString())], now);
const told = (): string[] => server.received.flatMap(({ recipients }) => recipients).sort();

it('tells the customer’s fallback contact that a subscription was disabled', async () => {
  await desk.clear();
  const receiver = (await new Receiver().open()).answering(410);
  const { subscription } = await desk.subscribe({ kind: 'webhook', url: `http://127.0.0.1:${receiver.port}/` }, now, { name: 'pager', event_types: ['token.revoked'] });
  await desk.contact(null, ['all@example.com'], now);
  await desk.route([revokedRecord({ ...token, customer_id: desk.caller.customerId }, now.toISOString())], now);
  await desk.deliver(now);
  await receiver.close();
  expect(server.received.map(({ recipients, mail }) => [recipients, mail.subject])).toEqual([[['all@example.com'], 'The subscription "pager" is disabled']]);
  expect(server.received[0]?.mail.text).toContain(`pager (${subscription.id})`);
  expect(server.received[0]?.source).not.toContain('List-Unsubscribe');
  expect((await desk.rows()).find(({ type }) => type === 'subscription.disabled')).toMatchObject({ state: 'sent' });
});

describe('a mail', () => {
  it('goes to the contacts of the service account, each on its own, and to nobody else', async () => {
    await desk.contact(token.service_account_id, ['a@example.com', 'b@example.com'], now);
    await desk.contact(null, ['all@example.com'], now);
    await leak();
    await desk.deliver(now);
    expect(told()).toEqual(['a@example.com', 'b@example.com']);
    expect(server.received.map(({ recipients }) => recipients.length)).toEqual([1, 1]);
    expect(await desk.states()).toEqual(['sent']);
  });

  it('goes to the customer’s fallback where the service account has none, as they are when it is sent', async () => {
    await leak();
    await desk.contact(null, ['all@example.com'], now);
    await desk.deliver(now);
    expect(told()).toEqual(['all@example.com']);
  });

  it('that nobody can be written with is unreachable, and raises the alarm', async () => {
    await leak();
    await desk.deliver(now);
    expect(await desk.rows()).toMatchObject([{ state: 'unreachable', nextAttemptAt: null, history: [] }]);
    expect((await desk.metrics.unreachable.get()).values).toEqual([{ labels: {}, value: 1 }]);
  });

  it('reaches whoever can be, and is sent', async () => {
    await desk.contact(null, ['nobody@example.com', 'all@example.com'], now);
    await leak();
    await desk.deliver(now);
    expect(await desk.rows()).toMatchObject([
      { state: 'sent', history: [{ recipient: 'all@example.com', error_class: null }, { recipient: 'nobody@example.com', status: 550, error_class: 'smtp_5xx' }] },
    ]);
  });

  it('is written again to whoever was not reached, and not to the others', async () => {
    busy = true;
    await desk.contact(null, ['busy@example.com', 'all@example.com'], now);
    await leak();
    await desk.deliver(now);
    expect(await desk.states()).toEqual(['queued']);
    busy = false;
    await desk.deliver(later(30));
    expect(told()).toEqual(['all@example.com', 'busy@example.com']);
    expect(await desk.states()).toEqual(['sent']);
    expect(new Set(server.received.map(({ mail }) => mail.messageId)).size).toBe(1);
  });
});

describe('a link in a mail', () => {
  const headers = (): (string | undefined)[] => server.received.map(({ source }) => /^List-Unsubscribe: <(.*)>\r$/m.exec(source)?.[1]);
  const click = async (link: string | undefined): Promise<Mailing> => new Unsubscribe(desk.dataSource, desk.links).execute(new URL(link ?? '').searchParams.get('key') ?? '', now);
  const tellAgain = async (): Promise<string[]> => {
    server.received.length = 0;
    await leak();
    await desk.deliver(now);
    return told();
  };

  it('ends the mails to whom it was sent, and to nobody else; where nobody is left, the fallback is told', async () => {
    await desk.contact(token.service_account_id, ['a@example.com', 'b@example.com'], now);
    await desk.contact(null, ['all@example.com'], now);
    expect(await tellAgain()).toEqual(['a@example.com', 'b@example.com']);
    const [first, second] = headers();
    const { email, subscriptionName } = await click(first);
    expect(subscriptionName).toBe('on call');
    expect(await tellAgain()).toEqual(['a@example.com', 'b@example.com'].filter((each) => each !== email));
    await click(first);
    await click(second);
    expect(await tellAgain()).toEqual(['all@example.com']);
    await click(headers()[0]);
    expect(await tellAgain()).toEqual([]);
    expect(await desk.states()).toContain('unreachable');
  });

  it('counts for what waits, and for digests', async () => {
    await desk.clear();
    await desk.subscribe({ kind: 'email' }, now, { digest: { every: 'day' } });
    await desk.contact(null, ['a@example.com', 'b@example.com'], now);
    await leak();
    const tomorrow = later(24 * 60 * 60);
    await desk.digest(tomorrow);
    const [{ id } = { id: '' }]: { id: string }[] = await desk.dataSource.query('select id from notifier.subscriptions');
    await click(desk.links.linkFor({ subscriptionId: id, email: 'a@example.com' }));
    await desk.deliver(tomorrow);
    expect(told()).toEqual(['b@example.com']);
    await leak();
    await desk.digest(later(48 * 60 * 60));
    expect(await desk.dataSource.query('select recipients from notifier.notifications where type = $1 order by due_at', ['digest'])).toEqual([
      { recipients: ['a@example.com', 'b@example.com'] },
      { recipients: ['b@example.com'] },
    ]);
  });
});
