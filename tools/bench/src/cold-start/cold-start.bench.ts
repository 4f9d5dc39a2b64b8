import type { Figure } from '../figure.js';
import { inTurns } from '../in-turns.js';
import type { Bench } from '../scene.js';
import { fillTokenState } from '../verify/fill-token-state.js';
import { PresentedTokens } from '../verify/presented-tokens.js';
import { read, type Topic } from './topic.js';

/** How fast a keyring reads token-state when its service starts, beside bare kafkajs; and how long a verifier takes to be ready. */
export function benchColdStart(tokens: number): Bench {
  return async ({ brokers, prefix, callerToken, start }) => {
    await fillTokenState({ brokers, prefix, tokens, presented: new PresentedTokens(), caller: callerToken });
    const topic: Topic = { brokers: brokers.split(','), prefix, tokens };
    const [keyring, bare] = [() => read('keyring', topic), () => read('bare', topic)];
    // The broker may have to read its files at first.
    await inTurns(keyring, bare, 1);
    const { measured, baseline } = await inTurns(keyring, bare);
    const count = tokens.toLocaleString('en');
    const started: number[] = [];
    for (let run = 0; run < baseline.length; run++) started.push(await verifierReady(start));
    const figure = (name: string, key: 'rate' | 'cpuRate', aim?: string): Figure => ({
      name: `${name}, of ${count}`,
      unit: '/s',
      measured: measured.map((one) => one[key]),
      baseline: baseline.map((one) => one[key]),
      ...(aim === undefined ? {} : { aim }),
    });
    return [
      figure('tokens read into a keyring', 'rate', 'ratio 0.6'),
      figure('the same of processor time', 'cpuRate'),
      { name: `verifier started with ${count} tokens`, unit: 'ms', measured: started, baseline: baseline.map(({ processMs }) => processMs) },
    ];
  };
}

/** Milliseconds from the start of its process to its readiness. */
async function verifierReady(start: Parameters<Bench>[0]['start']): Promise<number> {
  const before = performance.now();
  const verifier = await start('verifier');
  const took = performance.now() - before;
  await verifier.stop();
  return took;
}
