import { Readiness } from '@latchkey/runtime';
import { Injectable, Logger } from '@nestjs/common';
import { AuditorMetrics } from '../auditor.metrics.js';
import { LogKeys } from '../checkpoints/log-keys.js';
import { CheckpointRefusedError, type RefusalCode } from './checkpoint-refused.error.js';
import { SignCheckpoint, type SigningState } from './sign-checkpoint.js';

/** Signs each log that is not as it was signed last. What is refused is told by the log and a metric each time, and by readiness, which stays up: queries do without. */
@Injectable()
export class SignLogs {
  private readonly log = new Logger(SignLogs.name);
  private readonly refused = new Map<string, RefusalCode>();

  constructor(
    private readonly signCheckpoint: SignCheckpoint,
    private readonly metrics: AuditorMetrics,
    keys: LogKeys,
    readiness: Readiness,
  ) {
    readiness.add('checkpoints', () => ({ up: true, details: { signing: keys.signer !== undefined, refused: [...this.refused].map((each) => each.join(' ')).join(', ') || null } }));
  }

  async execute(now: () => Date): Promise<void> {
    for (const state of await this.signCheckpoint.survey()) await this.sign(state, now());
  }

  /** One log that cannot be signed holds up no other. */
  private async sign({ log, unsigned }: SigningState, now: Date): Promise<void> {
    try {
      const signed = unsigned !== 0 && (await this.signCheckpoint.execute(log, now));
      this.refused.delete(log);
      this.metrics.unsigned.set({ log }, signed ? 0 : unsigned);
    } catch (error) {
      if (error instanceof CheckpointRefusedError) this.refused.set(log, error.code);
      this.log.error({ msg: 'a log is not signed', log, err: error });
      this.metrics.unsigned.set({ log }, unsigned);
    }
    this.metrics.refused.set({ log }, this.refused.has(log) ? 1 : 0);
  }
}
