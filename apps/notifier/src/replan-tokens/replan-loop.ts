import { BackgroundLoop } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { ReplanTokens } from './replan-tokens.js';

/** Looks each second for schedules that have changed. */
@Injectable()
export class ReplanLoop extends BackgroundLoop {
  constructor(private readonly replanTokens: ReplanTokens) {
    super({ everyMs: 1000, failure: 'tokens of changed schedules wait for the next round' });
  }

  protected round(): Promise<boolean> {
    return this.replanTokens.execute();
  }
}
