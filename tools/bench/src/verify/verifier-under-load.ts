import type { Children } from '@latchkey/stack';
import { startVerifier } from '../verifier-process.js';
import { pinServer } from './cores.js';
import { gatewayKey } from './questions.js';

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
    const env = { VERIFIER_GATEWAY_RULES: rules, LOG_LEVEL: logLevel };
    const { pid, port, gatewayPort } = await startVerifier({ brokers, prefix, gatewayKey, env }, children);
    pinServer(pid);
    return new VerifierUnderLoad(port, gatewayPort);
  }

  /** Of its event loop since it was last asked: below how many milliseconds 99 in 100 delays were. */
  async loopDelayMs(): Promise<number> {
    const metrics = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    return Number(loopDelay.exec(metrics)?.[1]) * 1000;
  }
}
