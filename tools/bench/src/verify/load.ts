import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onLoadCore } from './cores.js';
import { type LoadOrders, loadResult, type LoadResult } from './load-orders.js';

const main = fileURLToPath(new URL('load.main.js', import.meta.url));

/** Puts load on a server from a process of its own. */
export async function load(orders: LoadOrders): Promise<LoadResult> {
  const running = promisify(execFile)(...onLoadCore(main));
  running.child.stdin?.end(JSON.stringify(orders));
  return loadResult.parse(JSON.parse((await running).stdout));
}
