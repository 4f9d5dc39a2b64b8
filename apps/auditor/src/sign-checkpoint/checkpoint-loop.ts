import { Bell } from '@latchkey/kafka';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { LogKeys } from '../checkpoints/log-keys.js';
import { Recollection } from '../recall-checkpoints/recollection.js';
import { PublishCheckpoints } from './publish-checkpoints.js';
import { SignLogs } from './sign-logs.js';

/** Provide how often, in milliseconds, under this token. */
export const CHECKPOINT_EVERY_MS = Symbol('CHECKPOINT_EVERY_MS');

/** Signs what has grown, if there is a key, and publishes what is signed. What fails is tried again in the next round. */
@Injectable()
export class CheckpointLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(CheckpointLoop.name);
  private readonly bell = new Bell();
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly signLogs: SignLogs,
    private readonly publishCheckpoints: PublishCheckpoints,
    @Inject(Recollection) private readonly recollection: Pick<Recollection, 'isComplete'>,
    private readonly keys: LogKeys,
    @Inject(CHECKPOINT_EVERY_MS) private readonly everyMs: number,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.keys.signer) this.log.warn('there is no AUDITOR_SIGNING_KEY: logs grow, but nothing is signed and no proof is served');
    this.running = this.run();
  }

  /** Before the producer and the pool close. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.round().catch((error: unknown) => this.log.warn({ msg: 'checkpoints wait', err: error }));
      await this.bell.wait(this.everyMs);
    }
  }

  private async round(): Promise<void> {
    if (this.keys.signer) await this.sign();
    while (!this.stopping && (await this.publishCheckpoints.execute(new Date())));
  }

  /** Not before it is known what was signed before, also by a database of which this is an earlier state. */
  private async sign(): Promise<void> {
    if (await this.recollection.isComplete()) await this.signLogs.execute(() => new Date());
    else this.log.log('what was signed before is still being read');
  }
}
