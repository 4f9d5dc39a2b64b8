import { BackgroundLoop } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { AuditorMetrics } from '../auditor.metrics.js';
import { type LogState, PublishAudit } from './publish-audit.js';

const failure = 'what is to be published waits';

/** Publishes what is ingested as soon as it is told of it, and each second what others have ingested or left behind. */
@Injectable()
export class PublishLoop extends BackgroundLoop {
  constructor(
    private readonly publishAudit: PublishAudit,
    private readonly metrics: AuditorMetrics,
  ) {
    super({ everyMs: 1000, failure });
  }

  protected async round(): Promise<boolean> {
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
    return this.publishAudit.execute(log, partition).catch((error: unknown) => {
      this.log.warn({ msg: failure, log, err: error });
      return false;
    });
  }
}
