import { type Summary, summarise } from './percentiles.js';

const ms = (value: number): string => `${value.toFixed(1)} ms`.padStart(10);

/** The two measurements beside one another, and how many times the baseline the first one takes. */
export function report(title: string, samples: readonly number[], baseline: readonly number[]): string {
  const [measured, bare] = [summarise(samples), summarise(baseline)];
  const ratio = (of: keyof Summary): string => `${(measured[of] / bare[of]).toFixed(2)}x`.padStart(10);
  return [
    `${title}, ${samples.length} rounds`,
    `${''.padEnd(44)}${['p50', 'p99', 'worst'].map((name) => name.padStart(10)).join('')}`,
    row('revoke call to refusal by a verifier', measured),
    row('one pg commit + kafkajs send and receive', bare),
    `${'ratio'.padEnd(44)}${ratio('p50')}${ratio('p99')}${ratio('worst')}`,
  ].join('\n');
}

function row(name: string, { p50, p99, worst }: Summary): string {
  return `${name.padEnd(44)}${ms(p50)}${ms(p99)}${ms(worst)}`;
}
