import { setTimeout as pause } from 'node:timers/promises';
import { BareRoundTrip } from './bare-round-trip.js';
import { inTurns, type Turns } from './in-turns.js';
import { percentile } from './percentiles.js';
import { Revocation } from './revocation.js';
import type { Bench } from './scene.js';

const warmUpRounds = 20;
/** Between rounds, so that each meets an idle system. */
const restMs = 50;

/** From the call that revokes a token to its refusal by a verifier, beside one commit of `pg` and one record sent and received by kafkajs. */
export function benchRevocation(rounds: number): Bench {
  return async ({ databaseUrl, brokers, prefix, callerToken, start }) => {
    const [issuer, verifier] = await Promise.all([start('issuer'), start('verifier')]);
    const revocation = new Revocation({ issuerUrl: issuer.url, verifierUrl: verifier.url, callerToken });
    await revocation.ready();
    const bare = await BareRoundTrip.open({ databaseUrl, brokers: brokers.split(','), topic: `${prefix}bare` });
    try {
      const rested = (one: { measure(): Promise<number> }) => async (): Promise<number> => pause(restMs).then(() => one.measure());
      const measureRun = (times: number): Promise<Turns<number>> => inTurns(rested(revocation), rested(bare), times);
      await measureRun(warmUpRounds);
      const runs: Turns<number>[] = [];
      for (let run = 0; run < 5; run++) runs.push(await measureRun(Math.ceil(rounds / 5)));
      return [0.5, 0.99].map((share) => ({
        name: `revocation to refusal by a verifier, p${share * 100}`,
        unit: 'ms' as const,
        measured: runs.map(({ measured }) => percentile(measured, share)),
        baseline: runs.map(({ baseline }) => percentile(baseline, share)),
      }));
    } finally {
      await bare.close();
    }
  };
}
