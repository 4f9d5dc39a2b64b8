import { type Figure, ratiosOf, spreadOf } from './figure.js';

const nameWidth = 44;
/** Of all columns after the name; the last one goes as far as it goes. */
const widths = [8, 11, 8, 11, 5, 9, 0];
const heads = ['', 'median', 'spread', 'baseline', 'spread', 'ratio', 'spread', 'aim'];

/** A line for each figure: what was measured, its baseline, and the one as a share of the other; spreads are from the least to the most of all runs. */
export function report(figures: readonly Figure[]): string {
  return [heads, [], ...figures.map(cells)].map(line).join('\n');
}

function cells(figure: Figure): string[] {
  const [measured, baseline, ratio] = [figure.measured, figure.baseline, ratiosOf(figure)].map(spreadOf);
  if (!measured || !baseline || !ratio) return [];
  const digits = measured.median < 10 ? 1 : 0;
  const unit = figure.unit === 'ms' ? ' ms' : '/s';
  return [
    figure.name,
    ...[measured, baseline].flatMap(({ median, least, most }) => [median.toFixed(digits) + unit, `${least.toFixed(digits)}–${most.toFixed(digits)}`]),
    ratio.median.toFixed(2),
    `${ratio.least.toFixed(2)}–${ratio.most.toFixed(2)}`,
    figure.aim ?? '',
  ];
}

function line([name = '', ...texts]: readonly string[]): string {
  return [name.padEnd(nameWidth), ...texts.map((text, column) => text.padStart(widths[column] ?? 0))].join('  ').trimEnd();
}
