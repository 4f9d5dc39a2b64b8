import { json } from 'node:stream/consumers';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Asking } from './asking.js';
import { loadOrders, type LoadResult } from './load-orders.js';

/** Reads its orders, asks over so many connections at once for so long, and writes one line of JSON. */
const { port, connections, warmUpSeconds, seconds, requests } = loadOrders.parse(await json(process.stdin));
const texts = requests.map((request) => Buffer.from(request, 'latin1'));
const tookMicroseconds = createHistogram({ figures: 4 });
let asked = 0;

const next = (): Buffer => texts[asked++ % texts.length] as Buffer;
const answered = (startedAt: number): void => tookMicroseconds.record(Math.max(1, Math.round((performance.now() - startedAt) * 1000)));
const askings = Array.from({ length: connections }, () => Asking.start(port, next, answered));
await pause(warmUpSeconds * 1000);
tookMicroseconds.reset();
const start = performance.now();
await pause(seconds * 1000);
const rate = (tookMicroseconds.count / (performance.now() - start)) * 1000;
const below = (share: number): number => tookMicroseconds.percentile(share) / 1000;
const result: LoadResult = { rate, p50: below(50), p99: below(99), p999: below(99.9) };
for (const asking of askings) asking.end();
process.stdout.write(JSON.stringify(result));
