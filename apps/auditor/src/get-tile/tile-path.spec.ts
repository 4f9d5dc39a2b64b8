import { describe, expect, it } from '@jest/globals';
import { readTilePath } from './tile-path.js';

describe('readTilePath', () => {
  it.each([
    ['0/000', { level: 0, from: 0, to: 256 }],
    ['0/001.p/112', { level: 0, from: 256, to: 368 }],
    ['2/000.p/1', { level: 2, from: 0, to: 1 }],
    ['63/000.p/255', { level: 63, from: 0, to: 255 }],
    ['1/x001/x234/067', { level: 1, from: 1_234_067 * 256, to: 1_234_068 * 256 }],
    ['entries/x001/000', { level: 'entries', from: 256_000, to: 256_256 }],
    ['entries/000.p/9', { level: 'entries', from: 0, to: 9 }],
  ])('%s names %j', (path, address) => {
    expect(readTilePath(path)).toEqual(address);
  });

  it.each(['', '0', '0/', '0/0', '0/00', '0/0000', '00/000', '64/000', '-1/000', '0/000.p/0', '0/000.p/256', '0/000.p/01', '0/000.p/999', '0/000.p/', '0/000.p', '0/x000/000', '0/001/000', '0/x001', 'data/000', '8/0/000', '0/000/', ' 0/000', '0/000\n'])(
    '%j names none',
    (path) => {
      expect(readTilePath(path)).toBeUndefined();
    },
  );
});
