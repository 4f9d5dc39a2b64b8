import { randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { applyTopics, deleteTopics, KafkaClient } from '@latchkey/kafka';
import type { Children, Infrastructure } from '@latchkey/stack';
import type { Figure } from '../figure.js';
import { ComingAndGoing } from './coming-and-going.js';
import { FullLoad } from './full-load.js';
import { type Sample, SoakedVerifier } from './soaked-verifier.js';
import { soakFigures, type SoakSample } from './soak-figures.js';
import { every } from './every.js';

const tokens = 20_000;
const connections = 32;
const turnOver = { count: 20, everyMs: 100 };
const sampleEachMs = 10_000;
/** Garbage is collected with each of so many samples. */
const collectEach = 3;
/** Until its code is compiled and its buffers have found their size. */
const warmUpSeconds = 90;
const gatewayKey = 'bench-gateway-key-of-32-characters';

/** What a verifier’s memory comes to under full load, while 200 tokens a second come and as many go. */
export async function benchSoak(seconds: number, { brokers }: Infrastructure, children: Children): Promise<Figure[]> {
  const prefix = `bench${randomBytes(4).toString('hex')}.`;
  const client = new KafkaClient({ brokers: brokers.split(','), clientId: 'latchkey-bench', topicPrefix: prefix });
  await applyTopics(client);
  const feed = new ComingAndGoing(client);
  try {
    await feed.fill(tokens);
    const verifier = await SoakedVerifier.start({ brokers, prefix, gatewayKey }, children);
    const load = await FullLoad.start(feed, { url: verifier.url, gatewayUrl: verifier.gatewayUrl, gatewayKey }, connections);
    const changes = [every(turnOver.everyMs, () => feed.turnOver(turnOver.count)), every(1_000, () => feed.beat())];
    await pause(warmUpSeconds * 1_000);
    const samples = await sampled(seconds, verifier, load);
    for (const change of changes) await change.end();
    await load.end();
    return soakFigures(samples);
  } finally {
    await feed.end();
    await deleteTopics(client);
  }
}

async function sampled(seconds: number, verifier: SoakedVerifier, load: FullLoad): Promise<SoakSample[]> {
  const samples: SoakSample[] = [];
  const start = performance.now();
  let [answered, answeredAt] = [load.answered, start];
  // The first tells of the event loop since long before.
  await verifier.sample();
  for (let n = 1; n * sampleEachMs <= seconds * 1_000; n += 1) {
    await pause(start + n * sampleEachMs - performance.now());
    load.check();
    const now = performance.now();
    const rate = ((load.answered - answered) / (now - answeredAt)) * 1_000;
    const running = await verifier.sample();
    const collected = n % collectEach === 0 ? await verifier.sampleCollected() : undefined;
    [answered, answeredAt] = [load.answered, performance.now()];
    samples.push({ minute: (now - start) / 60_000, rate, running, ...(collected && { collected }) });
    process.stdout.write(`${Math.round((now - start) / 1_000)} s: ${Math.round(rate)}/s, load average ${loadavg()[0]?.toFixed(1)}; ${shown(running)}${collected ? `; collected: ${shown(collected)}` : ''}\n`);
  }
  return samples;
}

function shown({ rss, heapUsed, external, loopP99, tokens: known }: Sample): string {
  return `rss ${rss.toFixed(1)} MiB, heap ${heapUsed.toFixed(1)} MiB, external ${external.toFixed(1)} MiB, event loop p99 ${loopP99.toFixed(1)} ms, ${known} tokens`;
}
