import { type Figure, ratiosOf, spreadOf } from './figure.js';

const nameWidth = 44;
/** Of all columns after the name; the last one goes as far as it goes. */
const widths = [9, 13, 9, 13, 5, 9, 0];
const heads = ['', 'median', 'spread', 'baseline', 'spread', 'ratio', 'spread', 'aim'];

/** A line for each figure: what was measured, its baseline, and the one as a share of the other; spreads are from the least to the most of all runs. */
export function report(figures: readonly Figure[]): string {
  return [heads, [], ...figures.map(cells)].map(line).join('\n');
}

function cells({ name, unit, measured, baseline, aim = '' }: Figure): string[] {
  const bare = baseline.length > 0;
  const ratio = bare ? spreadCells(ratiosOf({ measured, baseline }), 2, '') : ['', ''];
  return [name, ...valueCells(measured, unit), ...(bare ? valueCells(baseline, unit) : ['', '']), ...ratio, aim];
}

const suffixes: Readonly<Record<Figure['unit'], string>> = { ms: ' ms', µs: ' µs', '/s': '/s', B: ' B', MiB: ' MiB' };

function valueCells(values: readonly number[], unit: Figure['unit']): string[] {
  return spreadCells(values, Math.abs(spreadOf(values).median) < 10 ? 1 : 0, suffixes[unit]);
}

function spreadCells(values: readonly number[], digits: number, suffix: string): string[] {
  const { median, least, most } = spreadOf(values);
  return [median.toFixed(digits) + suffix, `${least.toFixed(digits)}–${most.toFixed(digits)}`];
}

function line([name = '', ...texts]: readonly string[]): string {
  return [name.padEnd(nameWidth), ...texts.map((text, column) => text.padStart(widths[column] ?? 0))].join('  ').trimEnd();
}
