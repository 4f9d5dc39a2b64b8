import { tileWidth } from '../tree/tiles.js';

/** Hashes, or entries, of which a full tile has 256. */
export interface TileAddress {
  /** `entries` stands beside the hashes of level 0. */
  readonly level: number | 'entries';
  readonly from: number;
  /** Left out. */
  readonly to: number;
}

const shape = /^(?<level>entries|\d|[1-5]\d|6[0-3])\/(?<tile>(?!x000\/)(?:x\d{3}\/){0,4}\d{3})(?:\.p\/(?<width>[1-9]\d{0,2}))?$/;

/** What the last part of the path of a tile names, as C2SP tlog-tiles has it: `<L>/<N>[.p/<W>]`, `N` in groups of three digits, all but the last behind an x. */
export function readTilePath(path: string): TileAddress | undefined {
  const { level = '', tile = '', width } = shape.exec(path)?.groups ?? {};
  if (level === '' || Number(width ?? 1) >= tileWidth) return undefined;
  const from = Number(tile.replace(/[x/]/g, '')) * tileWidth;
  return { level: level === 'entries' ? level : Number(level), from, to: from + Number(width ?? tileWidth) };
}
