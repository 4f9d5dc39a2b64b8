import type { EntityManager } from 'typeorm';
import { type ReadHashes, tileWidth, widthOfLevel } from '../tree/tiles.js';
import { TreeBrokenError } from './tree-broken.error.js';

export type Queries = Pick<EntityManager, 'query'>;

/** The tree of the first `size` entries of a log as it is stored, for one computation: whole tiles are read, each once. */
export class StoredHashes {
  private readonly tiles = new Map<string, Promise<Buffer[]>>();

  constructor(
    private readonly queries: Queries,
    private readonly log: string,
    private readonly size: number,
  ) {}

  readonly read: ReadHashes = async (level, from, to) => {
    const tile = Math.floor(from / tileWidth);
    const hashes = await this.tile(level, tile);
    return hashes.slice(from - tile * tileWidth, to - tile * tileWidth);
  };

  private tile(level: number, tile: number): Promise<Buffer[]> {
    const key = `${level}/${tile}`;
    const known = this.tiles.get(key);
    if (known) return known;
    const [from, to] = [tile * tileWidth, Math.min((tile + 1) * tileWidth, widthOfLevel(level, this.size))];
    const read = readHashes(this.queries, this.log, { level, from, to });
    this.tiles.set(key, read);
    return read;
  }
}

export interface LevelRange {
  readonly level: number;
  readonly from: number;
  /** Left out. */
  readonly to: number;
}

/** Throws where one of them is not there. */
export async function readHashes(queries: Queries, log: string, { level, from, to }: LevelRange): Promise<Buffer[]> {
  const rows: { hash: Buffer }[] =
    level === 0
      ? await queries.query('select leaf_hash as hash from auditor.entries where log = $1 and index >= $2 and index < $3 order by index', [log, from, to])
      : await queries.query('select hash from auditor.nodes where log = $1 and level = $4 and index >= $2 and index < $3 order by index', [log, from, to, level]);
  if (rows.length !== to - from) throw new TreeBrokenError(`the tree of ${log} lacks hashes of level ${level} from ${from} to ${to}: ${rows.length} are there`);
  return rows.map(({ hash }) => hash);
}
