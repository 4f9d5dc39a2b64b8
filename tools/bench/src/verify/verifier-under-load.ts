import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Children } from '@latchkey/stack';
import { pinServer } from './cores.js';
import { gatewayKey } from './questions.js';

const main = fileURLToPath(new URL('../../../../apps/verifier/dist/main.js', import.meta.url));
const loopDelay = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m;

export interface VerifierOptions {
  readonly brokers: string;
  readonly prefix: string;
  /** Path of the file of rules. */
  readonly rules: string;
  readonly logLevel: 'info' | 'warn';
}

/** The verifier as it is built, on one core; what it logs goes nowhere. */
export class VerifierUnderLoad {
  private constructor(
    readonly port: number,
    readonly gatewayPort: number,
  ) {}

  /** Answers once it knows all tokens. */
  static async start({ brokers, prefix, rules, logLevel }: VerifierOptions, children: Children): Promise<VerifierUnderLoad> {
    const [port, gatewayPort] = [await freePort(), await freePort()];
    const env = {
      ...process.env,
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      VERIFIER_PORT: String(port),
      VERIFIER_GATEWAY_PORT: String(gatewayPort),
      VERIFIER_GATEWAY_KEYS: gatewayKey,
      VERIFIER_GATEWAY_RULES: rules,
      LOG_LEVEL: logLevel,
    };
    const child = await children.start(process.execPath, [main], { name: 'verifier', layer: 'service', env, stdio: ['ignore', 'ignore', 'inherit'] });
    const verifier = new VerifierUnderLoad(port, gatewayPort);
    const ended = child.exited.then(() => true);
    while (!(await verifier.ready())) if (await Promise.race([ended, pause(100)])) throw new Error('the verifier ended before it was ready');
    pinServer(child.pid);
    return verifier;
  }

  /** Of its event loop since it was last asked: below how many milliseconds 99 in 100 delays were. */
  async loopDelayMs(): Promise<number> {
    const metrics = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    return Number(loopDelay.exec(metrics)?.[1]) * 1000;
  }

  private async ready(): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/health/ready`).catch(() => undefined);
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
