import { availableParallelism } from 'node:os';
import type { Children, Infrastructure } from '@latchkey/stack';
import type { Figure } from '../figure.js';
import { percentile } from '../percentiles.js';
import { type Measured, measureScaling } from './measure-scaling.js';
import { auditor, notifier } from './scaled-service.js';

/** Tokens where they are not what is read. */
const fewTokens = 5_000;

/** So many records made log entries by one auditor and by three, then so many tokens scheduled by notifiers, while a verifier is asked all the time. */
export async function benchScaling(records: number, infrastructure: Infrastructure, children: Children): Promise<Figure[]> {
  const ofAuditors = await measureScaling(auditor, { records, tokens: fewTokens }, infrastructure, children);
  const ofNotifiers = await measureScaling(notifier, { records: 0, tokens: records }, infrastructure, children);
  return [...figuresOf('audit records into logs', 'auditors', ofAuditors), ...figuresOf('tokens into the schedule', 'notifiers', ofNotifiers)];
}

function figuresOf(what: string, who: string, { alone, one, three }: Measured): Figure[] {
  const beside = (name: string, unit: Figure['unit'], of: (measured: typeof one) => number): Figure => ({ name, unit, measured: [of(three)], baseline: [of(one)] });
  const answered = (share: number): Figure => beside(`a verifier meanwhile, p${share * 100}`, 'ms', ({ answers }) => percentile(answers, share));
  return [
    { name: `${what}, one on ${availableParallelism()} cores`, unit: '/s', measured: [one.recordsPerSecond], baseline: [] },
    beside(`three ${who} with ${three.shares.join('+')} partitions`, '/s', ({ recordsPerSecond }) => recordsPerSecond),
    beside('their processor time for each', 'µs', ({ services }) => services),
    beside('that of the whole machine', 'µs', ({ machine }) => machine),
    { name: 'from the start of two more until they listen', unit: 'ms', measured: [three.startedAfter], baseline: [] },
    { name: 'from then until each has its share', unit: 'ms', measured: [three.sharedOutAfter], baseline: [] },
    beside('longest standstill until then, beside one', 'ms', ({ standstill }) => standstill),
    answered(0.5),
    answered(0.99),
    { name: 'a verifier without any of them, p99', unit: 'ms', measured: [percentile(alone, 0.99)], baseline: [] },
  ];
}
