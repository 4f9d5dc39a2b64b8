import type { Figure } from '../figure.js';
import { inTurns } from '../in-turns.js';
import { Decisions } from './decisions.js';
import { grow, type Growth } from './growth.js';
import { benchSnapshot } from './snapshot.bench.js';

const million = 1_000_000;
const aim = { bytes: 'at most 128', pause: 'below 20 ms' };

/** Decisions in one process, beside a bare look-up; and what tokens take in memory, beside a Map of objects. Ten million are loaded once, and without the Map, which would not fit everywhere. Last, a keyring saved and restored. */
export async function benchKeyring(): Promise<Figure[]> {
  return [await decisions(), ...(await memory(million)), ...growthFigures(10 * million, [await grow('index', 10 * million)], []), ...(await benchSnapshot())];
}

async function decisions(): Promise<Figure> {
  const asked = new Decisions(million);
  const [decide, lookUp] = [() => asked.decide(), () => asked.lookUp()];
  await inTurns(decide, lookUp, 1);
  return { name: 'decisions among 1,000,000 tokens', unit: '/s', ...(await inTurns(decide, lookUp)), aim: '400,000/s' };
}

async function memory(tokens: number): Promise<Figure[]> {
  const { measured, baseline } = await inTurns(() => grow('index', tokens), () => grow('map', tokens));
  return growthFigures(tokens, measured, baseline);
}

function growthFigures(tokens: number, measured: readonly Growth[], baseline: readonly Growth[]): Figure[] {
  const size = tokens.toLocaleString('en');
  const of = (key: keyof Growth): Pick<Figure, 'measured' | 'baseline'> => ({ measured: measured.map((one) => one[key]), baseline: baseline.map((one) => one[key]) });
  return [
    { name: `memory of a token, ${size}`, unit: 'B', ...of('bytes'), aim: aim.bytes },
    { name: `longest pause, up to ${size}`, unit: 'ms', ...of('longestMs'), aim: aim.pause },
  ];
}
