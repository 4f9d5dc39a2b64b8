import { expect, it } from '@jest/globals';
import { rebuildArgs } from './rebuild-args.js';

it.each([
  [[], {}],
  [['--since', '2026-03-01T02:00:00Z'], { since: new Date('2026-03-01T02:00:00Z') }],
  [['--since=2026-03-01T02:00:00+02:00'], { since: new Date('2026-03-01T00:00:00Z') }],
])('%j is understood', (args, understood) => {
  expect(rebuildArgs(args)).toEqual(understood);
});

it.each([[['now']], [['--since']], [['--since', 'yesterday']], [['--since', '2026-03-01']]])('%j is no way to call it', (args) => {
  expect(rebuildArgs(args)).toBeUndefined();
});
