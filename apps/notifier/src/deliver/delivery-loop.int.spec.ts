import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { Receiver } from '../../test/channels/receiver.js';
import { Desk } from '../../test/desk.js';
import { aToken, leakedRecord } from '../../test/token-events.js';

let desk: Desk;
let receivers: Receiver[] = [];
beforeEach(async () => {
  desk = await Desk.open({ NOTIFIER_CONCURRENT_DELIVERIES: '50', NOTIFIER_SEND_TIMEOUT_SECONDS: '20' });
});
afterEach(async () => {
  await desk.close();
  await Promise.all(receivers.map((each) => each.close()));
  receivers = [];
});

async function subscribed(label: string): Promise<Receiver> {
  const receiver = await new Receiver().open();
  receivers.push(receiver);
  await desk.subscribe({ kind: 'webhook', url: `http://127.0.0.1:${receiver.port}/` }, new Date(), { labels: { to: label } });
  return receiver;
}

const leak = async (labels: readonly string[], each: number): Promise<void> => {
  const tokens = labels.flatMap((to) => [...Array(each)].map(() => aToken({ customer_id: desk.caller.customerId, labels: { to } })));
  const now = new Date();
  await desk.route(tokens.map((token) => leakedRecord(token, now.toISOString())), now);
};

it('an endpoint that never answers has one of fifty places and no more, and all others get everything meanwhile', async () => {
  const silent = await subscribed('silent');
  silent.respond = () => undefined;
  const labels = [...Array(5).keys()].map((n) => `good ${n}`);
  const good = await Promise.all(labels.map(subscribed));
  await leak(['silent', ...labels], 40);
  desk.loop.onApplicationBootstrap();
  await eventually(() => expect(good.map(({ received }) => received.length)).toEqual(Array(5).fill(40)), { timeoutMs: 20_000 });
  expect(silent.received).toHaveLength(1);
  silent.answering(204);
  await silent.close();
  await desk.loop.beforeApplicationShutdown();
});

it('an event that comes in is told at once, and ending waits for attempts under way', async () => {
  const receiver = await subscribed('slow');
  desk.loop.onApplicationBootstrap();
  await leak(['slow'], 1);
  receiver.respond = (response) => void setTimeout(() => response.writeHead(204).end(), 300);
  await eventually(() => expect(receiver.received).toHaveLength(1));
  await desk.loop.beforeApplicationShutdown();
  expect(await desk.states()).toEqual(['sent']);
});
