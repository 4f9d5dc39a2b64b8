import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from '../figure.js';
import { percentile } from '../percentiles.js';
import type { Bench } from '../scene.js';
import { BareRoundTrip } from './bare-round-trip.js';
import { Changes } from './changes.js';
import { type Refusal, Revocation } from './revocation.js';

const warmUpRounds = 50;
/** Between rounds, so that each meets an idle system. */
const restMs = 30;
const changesPerSecond = 200;

const aims = {
  idle: { 0.5: '12 ms', 0.99: '30 ms' },
  loaded: { 0.99: '100 ms' },
} as const;
type Aims = Partial<Record<number, string>>;

interface Rounds {
  readonly measured: readonly Refusal[];
  readonly baseline: readonly number[];
}

/**
 * From the call that revokes a token to the first refusal by a verifier that is asked each millisecond, beside one commit of `pg` and one record sent and received by
 * kafkajs: on an idle system, and while other tokens change.
 */
export function benchRevocation(rounds: number): Bench {
  return async ({ databaseUrl, brokers, prefix, callerToken, start }) => {
    const [issuer, verifier] = await Promise.all([start('issuer'), start('verifier')]);
    const revocation = await Revocation.open({ issuerUrl: issuer.url, verifierUrl: verifier.url, callerToken });
    await revocation.ready();
    const bare = await BareRoundTrip.open({ databaseUrl, brokers: brokers.split(','), topic: `${prefix}bare` });
    const measure = (times: number): Promise<Rounds> => inTurns(revocation, bare, times);
    try {
      await measure(warmUpRounds);
      const idle = await measure(rounds);
      const changes = await Changes.start(issuer.url, callerToken, changesPerSecond);
      await measure(warmUpRounds);
      const loaded = await measure(rounds);
      const { rate } = changes;
      await changes.end();
      return [
        ...figuresOf('', idle, aims.idle),
        { name: 'changes of other tokens', unit: '/s', measured: [rate], baseline: [], aim: `${changesPerSecond}/s` },
        ...figuresOf(', amid changes', loaded, aims.loaded),
      ];
    } finally {
      revocation.close();
      await bare.close();
    }
  };
}

async function inTurns(revocation: Revocation, bare: BareRoundTrip, times: number): Promise<Rounds> {
  const [measured, baseline]: [Refusal[], number[]] = [[], []];
  for (let round = 0; round < times; round++) {
    await pause(restMs);
    measured.push(await revocation.measure());
    await pause(restMs);
    baseline.push(await bare.measure());
  }
  return { measured, baseline };
}

/** Of all rounds at once: a run of few has no 99th percentile. */
function figuresOf(when: string, { measured, baseline }: Rounds, aim: Aims): Figure[] {
  const shares = [0.5, 0.99, 1];
  const of = (name: string, values: readonly number[], aimed: Aims): Figure[] =>
    shares.map((share) => ({
      name: `${name}${when}, ${share === 1 ? 'worst' : `p${share * 100}`}`,
      unit: 'ms',
      measured: [percentile(values, share)],
      baseline: [percentile(baseline, share)],
      ...(aimed[share] === undefined ? {} : { aim: aimed[share] }),
    }));
  return [
    ...of('revoking call to refusal', measured.map(({ fromCall }) => fromCall), aim),
    ...of('its answer to refusal', measured.map(({ fromAnswer }) => fromAnswer), {}),
  ];
}
