import { foldHashes } from '../tree/hashes.js';
import { tileWidth, widthOfLevel } from '../tree/tiles.js';
import { type Queries, readHashes } from './stored-hashes.js';
import { TreeBrokenError } from './tree-broken.error.js';

/** What is held in memory at once while a log from before there were trees gets its own. */
const tilesAtOnce = 64;

/**
 * Stores the root of each subtree that is complete among the first `size` entries and has none yet, wherever that was left off. The caller holds the log's lock.
 * Rejects where the tree goes beyond the entries, as after entries were taken away: what is stored there would be of others.
 */
export async function growTree(queries: Queries, log: string, size: number): Promise<void> {
  for (const { level, stored } of await storedLevels(queries, log, levelsOf(size) + 1)) {
    const complete = widthOfLevel(level, size);
    if (stored > complete) throw new TreeBrokenError(`the tree of ${log} goes beyond its ${size} entries`);
    for (let from = stored; from < complete; from += tilesAtOnce) await store(queries, log, { level, from, to: Math.min(from + tilesAtOnce, complete) });
  }
}

/** How many levels there are above the leaves. */
function levelsOf(size: number): number {
  let level = 0;
  while (widthOfLevel(level + 1, size) > 0) level += 1;
  return level;
}

async function storedLevels(queries: Queries, log: string, levels: number): Promise<{ level: number; stored: number }[]> {
  const rows: { level: number; stored: string }[] = await queries.query(
    `select level, coalesce((select max(index) + 1 from auditor.nodes where log = $1 and nodes.level = levels.level), 0) as stored
     from generate_series(1, $2::int) as levels(level) order by level`,
    [log, levels],
  );
  return rows.map(({ level, stored }) => ({ level, stored: Number(stored) }));
}

async function store(queries: Queries, log: string, { level, from, to }: { readonly level: number; readonly from: number; readonly to: number }): Promise<void> {
  const below = await readHashes(queries, log, { level: level - 1, from: from * tileWidth, to: to * tileWidth });
  const roots = Array.from({ length: to - from }, (_, tile) => foldHashes(below.slice(tile * tileWidth, (tile + 1) * tileWidth)));
  await queries.query('insert into auditor.nodes (log, level, index, hash) select $1, $2, * from unnest($3::bigint[], $4::bytea[])', [
    log,
    level,
    roots.map((_, tile) => from + tile),
    roots,
  ]);
}
