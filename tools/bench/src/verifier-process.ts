import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Children, freePort } from '@latchkey/stack';

const main = fileURLToPath(new URL('../../../apps/verifier/dist/main.js', import.meta.url));

export interface VerifierProcess {
  readonly pid: number;
  readonly port: number;
  readonly gatewayPort: number;
}

interface VerifierSetting {
  readonly brokers: string;
  readonly prefix: string;
  readonly gatewayKey: string;
  readonly env: NodeJS.ProcessEnv;
  /** Before the script. */
  readonly nodeArgs?: readonly string[];
}

/** The verifier as it is built, with gateways; what it logs goes nowhere. Answers once it knows all tokens; throws where it ends before that. */
export async function startVerifier({ brokers, prefix, gatewayKey, env, nodeArgs = [] }: VerifierSetting, children: Children): Promise<VerifierProcess> {
  const [port, gatewayPort] = [await freePort(), await freePort()];
  const all = {
    ...process.env,
    KAFKA_BROKERS: brokers,
    KAFKA_TOPIC_PREFIX: prefix,
    VERIFIER_PORT: String(port),
    VERIFIER_GATEWAY_PORT: String(gatewayPort),
    VERIFIER_GATEWAY_KEYS: gatewayKey,
    ...env,
  };
  const child = await children.start(process.execPath, [...nodeArgs, main], { name: 'verifier', layer: 'service', env: all, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = child.exited.then(() => true);
  while (!(await isReady(port))) if (await Promise.race([ended, pause(100)])) throw new Error('the verifier ended before it was ready');
  return { pid: child.pid, port, gatewayPort };
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.ok ?? false;
}
