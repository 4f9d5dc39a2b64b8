import { setTimeout as pause } from 'node:timers/promises';
import { type Children, type Service, startService } from '@latchkey/stack';
import { OneConnection } from '../one-connection.js';

const everyMs = 5;
/** A service that has just begun is several times slower than one whose code has been compiled. */
const warmUpMs = 5_000;

/**
 * A verifier as it is built, asked what it has to allow, at the same pace whatever else the machine does. Of a question that had to wait for the last answer, the
 * wait counts.
 */
export class AskedVerifier {
  private durations: number[] = [];
  private ended = false;
  private failure: unknown;
  private readonly asking: Promise<void>;

  private constructor(
    private readonly verifier: Service,
    private readonly connection: OneConnection,
    private readonly questions: readonly Buffer[],
  ) {
    this.asking = this.ask().catch((error: unknown) => void (this.failure = error));
  }

  /** Answers once it answers as fast as it will. */
  static async start(env: NodeJS.ProcessEnv, questions: readonly string[], children: Children): Promise<AskedVerifier> {
    // No heartbeat comes while others read.
    const verifier = await startService('verifier', { ...env, VERIFIER_STALENESS_BOUND_SECONDS: '0' }, { children });
    await verifier.ready();
    const asked = new AskedVerifier(verifier, await OneConnection.open(verifier.url), questions.map((text) => Buffer.from(text)));
    await pause(warmUpMs);
    asked.take();
    return asked;
  }

  /** The milliseconds of all answers since this was last called. Throws where one was another than expected. */
  take(): number[] {
    if (this.failure !== undefined) throw this.failure;
    const taken = this.durations;
    this.durations = [];
    return taken;
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.asking;
    this.connection.close();
    await this.verifier.stop();
  }

  private async ask(): Promise<void> {
    const begun = performance.now();
    for (let n = 0; !this.ended; n += 1) {
      const due = begun + n * everyMs;
      const early = due - performance.now();
      if (early > 0) await pause(early);
      const from = early > 0 ? performance.now() : due;
      const { status, body } = await this.connection.ask(this.questions[n % this.questions.length] as Buffer);
      if (status !== 200 || !body.includes('"allowed":true')) throw new Error(`the verifier answered ${status}: ${body}`);
      this.durations.push(performance.now() - from);
    }
  }
}
