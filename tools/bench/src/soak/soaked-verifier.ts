import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Children } from '@latchkey/stack';

const main = fileURLToPath(new URL('../../../../apps/verifier/dist/main.js', import.meta.url));
const collectOnSignal = new URL('collect-on-signal.js', import.meta.url).href;
const mib = 1024 * 1024;
const metricNames = {
  rss: 'process_resident_memory_bytes',
  heapUsed: 'nodejs_heap_size_used_bytes',
  external: 'nodejs_external_memory_bytes',
  loopP99: 'nodejs_eventloop_lag_p99_seconds',
  tokens: 'latchkey_keyring_tokens',
} as const;

/** What a verifier says of itself: MiB, and of its event loop since it was last asked the milliseconds below which 99 in 100 delays were. */
export type Sample = Readonly<Record<keyof typeof metricNames, number>>;

/** The verifier as it is built and configured by default, with gateways; what it logs goes nowhere. */
export class SoakedVerifier {
  private constructor(
    readonly url: string,
    readonly gatewayUrl: string,
    private readonly pid: number,
  ) {}

  /** Answers once it is ready. */
  static async start({ brokers, prefix, gatewayKey }: { brokers: string; prefix: string; gatewayKey: string }, children: Children): Promise<SoakedVerifier> {
    const [port, gatewayPort] = [await freePort(), await freePort()];
    const env = {
      ...process.env,
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      VERIFIER_PORT: String(port),
      VERIFIER_GATEWAY_PORT: String(gatewayPort),
      VERIFIER_GATEWAY_KEYS: gatewayKey,
      VERIFIER_GATEWAY_TRUST_HEADERS: 'true',
      UNKNOWN_CREDENTIALS_PER_MINUTE: '0',
    };
    const args = ['--import', collectOnSignal, main];
    const child = await children.start(process.execPath, args, { name: 'verifier', layer: 'service', env, stdio: ['ignore', 'ignore', 'inherit'] });
    const verifier = new SoakedVerifier(`http://127.0.0.1:${port}`, `http://127.0.0.1:${gatewayPort}`, child.pid);
    while (!(await verifier.ready())) await pause(100);
    return verifier;
  }

  async sample(): Promise<Sample> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const of = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    const { rss, heapUsed, external, loopP99, tokens } = metricNames;
    return { rss: of(rss) / mib, heapUsed: of(heapUsed) / mib, external: of(external) / mib, loopP99: of(loopP99) * 1000, tokens: of(tokens) };
  }

  /** What it holds when all that it no longer needs is gone. */
  async sampleCollected(): Promise<Sample> {
    process.kill(this.pid, 'SIGUSR2');
    // The signal is handled in a later turn of the event loop than the request that comes at once.
    await pause(1_000);
    return this.sample();
  }

  private async ready(): Promise<boolean> {
    const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
    await answer?.arrayBuffer();
    return answer?.ok ?? false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
