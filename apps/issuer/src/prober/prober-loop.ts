import { BackgroundLoop } from '@latchkey/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { ProbeRevocation } from './probe-revocation.js';
import { PROBER_SETTINGS, type ProberSettings } from './prober-settings.js';

@Injectable()
export class ProberLoop extends BackgroundLoop {
  private readonly ended = new AbortController();

  constructor(
    @Inject(PROBER_SETTINGS) { everyMs }: ProberSettings,
    private readonly probeRevocation: ProbeRevocation,
  ) {
    super({ everyMs, failure: 'a revocation could not be followed' });
  }

  override async beforeApplicationShutdown(): Promise<void> {
    this.ended.abort();
    await super.beforeApplicationShutdown();
  }

  protected async round(): Promise<boolean> {
    await this.probeRevocation.execute(this.ended.signal);
    return false;
  }
}
