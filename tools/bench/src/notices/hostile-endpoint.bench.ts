import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { Calls } from '../calls.js';
import type { Figure } from '../figure.js';
import { knownCaller } from '../known-caller.js';
import type { Bench } from '../scene.js';
import { Endpoints } from './endpoints.js';
import { fillNotifications, subscribeAll, tellHostile, type Told } from './webhook-subscriptions.js';

const answeringEndpoints = 10;
/** More than one notifier delivers. */
const mostASecond = 2_000;
/** A service that has just begun is several times slower than one whose code has been compiled. */
const warmUpMs = 10_000;
/** Until the attempts of a turn hold their places, and those of the turn before have ended. */
const settlesMs = 1_500;
/** With that, less than a notifier waits for an answer; afterwards it would ask a hostile endpoint ever more seldom. */
const longestSeconds = 10;

/**
 * How many webhooks a second arrive where they are answered, while an endpoint that never answers holds all the places that it can get: under one subscription, and
 * under as many as 50; beside the same without it.
 */
export function benchHostileEndpoint({ rounds, seconds }: { readonly rounds: number; readonly seconds: number }): Bench {
  const turnSeconds = Math.min(seconds, longestSeconds);
  return async ({ databaseUrl, callerToken, start }) => {
    const [answering, hostile] = [await Endpoints.open(answeringEndpoints, { answering: true }), await Endpoints.open(1, { answering: false })];
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    try {
      const [issuer, notifier] = await Promise.all([start('issuer'), start('notifier', notifierEnv())]);
      await knownCaller(`${notifier.url}/subscriptions`, callerToken);
      await issuer.stop();
      const calls = new Calls(notifier.url, callerToken);
      await subscribeAll(calls, answering.urls, hostile.urls[0] ?? '').finally(() => calls.close());
      await tellHostile(database, 'none');
      const waiting = mostASecond * (warmUpMs / 1_000 + rounds * 3 * (settlesMs / 1_000 + turnSeconds));
      await fillNotifications(databaseUrl, waiting);
      await pause(warmUpMs);
      const turn = (told: Told): Promise<number> => deliveredRate({ database, answering, hostile, seconds: turnSeconds }, told);
      const rates: Record<Told, number>[] = [];
      for (let round = 0; round < rounds; round++) rates.push({ none: await turn('none'), one: await turn('one'), all: await turn('all') });
      if (answering.received >= waiting) throw new Error('all that waited was delivered before the end');
      return figuresOf(rates);
    } finally {
      await database.end();
      await Promise.all([answering.close(), hostile.close()]);
    }
  };
}

function notifierEnv(): NodeJS.ProcessEnv {
  return { NOTIFIER_ALLOW_HTTP: 'true', NOTIFIER_ALLOWED_CIDRS: '127.0.0.1/32', NOTIFIER_SECRETS_KEY: randomBytes(32).toString('base64') };
}

interface Stage {
  readonly database: Client;
  readonly answering: Endpoints;
  readonly hostile: Endpoints;
  readonly seconds: number;
}

async function deliveredRate({ database, answering, hostile, seconds }: Stage, told: Told): Promise<number> {
  const askedBefore = hostile.received;
  await tellHostile(database, told);
  await pause(settlesMs);
  const [start, before] = [performance.now(), answering.received];
  await pause(seconds * 1_000);
  const rate = ((answering.received - before) / (performance.now() - start)) * 1_000;
  if (told !== 'none' && hostile.received === askedBefore) throw new Error('the endpoint that never answers was not asked');
  await tellHostile(database, 'none');
  hostile.hangUp();
  return rate;
}

function figuresOf(rates: readonly Readonly<Record<Told, number>>[]): Figure[] {
  const figure = (name: string, told: Told): Figure => ({ name, unit: '/s', measured: rates.map((round) => round[told]), baseline: rates.map(({ none }) => none), aim: 'ratio 0.95' });
  return [figure('webhooks beside one that is never answered', 'one'), figure('the same, under 50 subscriptions', 'all')];
}
