import { Bell } from '@latchkey/kafka';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { AuditorMetrics } from '../auditor.metrics.js';
import { type LogState, PublishAudit } from './publish-audit.js';

const everyMs = 1000;

/** Publishes what is ingested as soon as it is told of it, and each second what others have ingested or left behind. What fails is tried again. */
@Injectable()
export class PublishLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(PublishLoop.name);
  private readonly bell = new Bell();
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly publishAudit: PublishAudit,
    private readonly metrics: AuditorMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  wake(): void {
    this.bell.ring();
  }

  /** Before the producer and the pool close. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const more = await this.round().catch((error: unknown) => this.letWait(error));
      if (!more) await this.bell.wait(everyMs);
    }
  }

  /** Answers whether anything was published, so that there may be more. */
  private async round(): Promise<boolean> {
    const states = await this.publishAudit.survey();
    for (const { log, unpublished, stopped } of states) {
      this.metrics.unpublished.set({ log }, unpublished);
      this.metrics.stopped.set({ log }, stopped ? 1 : 0);
    }
    let published = false;
    for (const state of states.filter(({ unpublished }) => unpublished > 0)) {
      if (!this.stopping && (await this.publish(state))) published = true;
    }
    return published;
  }

  /** One log that cannot be published holds up no other. */
  private async publish({ log, partition }: LogState): Promise<boolean> {
    return this.publishAudit.execute(log, partition).catch((error: unknown) => this.letWait(error, log));
  }

  private letWait(error: unknown, log?: string): false {
    this.log.warn({ msg: 'what is to be published waits', log, err: error });
    return false;
  }
}
