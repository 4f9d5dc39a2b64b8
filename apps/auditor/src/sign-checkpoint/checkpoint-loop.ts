import { BackgroundLoop } from '@latchkey/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { LogKeys } from '../checkpoints/log-keys.js';
import { Recollection } from '../recall-checkpoints/recollection.js';
import { PublishCheckpoints } from './publish-checkpoints.js';
import { SignLogs } from './sign-logs.js';

/** Provide how often, in milliseconds, under this token. */
export const CHECKPOINT_EVERY_MS = Symbol('CHECKPOINT_EVERY_MS');

/** Signs what has grown, if there is a key, and publishes what is signed. */
@Injectable()
export class CheckpointLoop extends BackgroundLoop {
  constructor(
    private readonly signLogs: SignLogs,
    private readonly publishCheckpoints: PublishCheckpoints,
    @Inject(Recollection) private readonly recollection: Pick<Recollection, 'isComplete'>,
    private readonly keys: LogKeys,
    @Inject(CHECKPOINT_EVERY_MS) everyMs: number,
  ) {
    super({ everyMs, failure: 'checkpoints wait' });
  }

  override onApplicationBootstrap(): void {
    if (!this.keys.signer) this.log.warn('there is no AUDITOR_SIGNING_KEY: logs grow, but nothing is signed and no proof is served');
    super.onApplicationBootstrap();
  }

  protected async round(): Promise<boolean> {
    if (this.keys.signer) await this.sign();
    while (!this.stopping && (await this.publishCheckpoints.execute(new Date())));
    return false;
  }

  /** Not before it is known what was signed before, also by a database of which this is an earlier state. */
  private async sign(): Promise<void> {
    if (await this.recollection.isComplete()) await this.signLogs.execute(() => new Date());
    else this.log.log('what was signed before is still being read');
  }
}
