import type { Figure } from '../figure.js';
import { slope } from './slope.js';
import type { Sample } from './soaked-verifier.js';

export interface SoakSample {
  /** Since sampling began. */
  readonly minute: number;
  /** Questions answered a second. */
  readonly rate: number;
  readonly running: Sample;
  /** Soon after all garbage was collected. */
  readonly collected?: Sample;
}

const bytes = 1024 * 1024;

export function soakFigures(samples: readonly SoakSample[]): Figure[] {
  const collected = samples.flatMap(({ minute, collected: sample }) => (sample ? [{ minute, running: sample }] : []));
  const figure = (name: string, unit: Figure['unit'], measured: readonly number[], aim?: string): Figure => ({ name, unit, measured, baseline: [], ...(aim === undefined ? {} : { aim }) });
  const growth = (of: readonly Pick<SoakSample, 'minute' | 'running'>[], key: keyof Sample): number[] => [Math.round(slope(of.map(({ minute, running }) => ({ x: minute, y: running[key] * bytes }))))];
  const all = (key: keyof Sample): number[] => samples.map(({ running }) => running[key]);
  return [
    figure('answers under full load', '/s', samples.map(({ rate }) => rate)),
    figure('event loop delay, p99', 'ms', all('loopP99')),
    figure('resident memory', 'MiB', all('rss')),
    figure('heap', 'MiB', all('heapUsed')),
    ...(collected.length === 0 ? [] : [figure('heap without garbage', 'MiB', collected.map(({ running }) => running.heapUsed))]),
    figure('growth a minute: heap without garbage', 'B', growth(collected, 'heapUsed'), 'flat'),
    figure('growth a minute: outside of the heap', 'B', growth(collected, 'external'), 'flat'),
    figure('growth a minute: resident memory', 'B', growth(samples, 'rss'), 'flat'),
  ];
}
