import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from '../figure.js';
import { percentile } from '../percentiles.js';
import type { Bench } from '../scene.js';
import { knownCaller } from '../known-caller.js';

const warmUpRounds = 30;
const restMs = 30;
const aims: Readonly<Record<number, string>> = { 0.99: '100 ms' };

/** From the call that issues a token to the first answer of the audit log, asked without a pause, that shows it. */
export function benchAuditVisible(rounds: number): Bench {
  return async ({ callerToken, start }) => {
    const [issuer, auditor] = await Promise.all([start('issuer'), start('auditor')]);
    await knownCaller(`${auditor.url}/audit-events?limit=1`, callerToken);
    const headers = { authorization: `Bearer ${callerToken}`, 'content-type': 'application/json' };
    const ask = async (url: string, json?: object): Promise<unknown> => {
      const response = await fetch(url, { headers, ...(json && { method: 'POST', body: JSON.stringify(json) }) });
      if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}`);
      return response.json();
    };
    const measure = async (): Promise<number> => {
      await pause(restMs);
      const begun = performance.now();
      const { id } = (await ask(`${issuer.url}/automation-tokens`, { name: 'bench', role: 'engineer' })) as { id: string };
      for (;;) {
        const { data } = (await ask(`${auditor.url}/audit-events?token_id=${id}`)) as { data: unknown[] };
        if (data.length > 0) return performance.now() - begun;
      }
    };
    const durations: number[] = [];
    for (let round = -warmUpRounds; round < rounds; round++) {
      const took = await measure();
      if (round >= 0) durations.push(took);
    }
    return [0.5, 0.99, 1].map((share): Figure => ({
      name: `issuing call to its record in the audit log, ${share === 1 ? 'worst' : `p${share * 100}`}`,
      unit: 'ms',
      measured: [percentile(durations, share)],
      baseline: [],
      ...(aims[share] === undefined ? {} : { aim: aims[share] }),
    }));
  };
}
