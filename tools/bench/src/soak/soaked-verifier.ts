import { setTimeout as pause } from 'node:timers/promises';
import type { Children } from '@latchkey/stack';
import { startVerifier } from '../verifier-process.js';

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
    const env = { VERIFIER_GATEWAY_TRUST_HEADERS: 'true', UNKNOWN_CREDENTIALS_PER_MINUTE: '0' };
    const { pid, port, gatewayPort } = await startVerifier({ brokers, prefix, gatewayKey, env, nodeArgs: ['--import', collectOnSignal] }, children);
    return new SoakedVerifier(`http://127.0.0.1:${port}`, `http://127.0.0.1:${gatewayPort}`, pid);
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
}
