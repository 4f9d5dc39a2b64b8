import { BackgroundLoop } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { MeasureExpiries } from './measure-expiries.js';

/** Each minute, no more than a metric is read. */
@Injectable()
export class ExpiriesLoop extends BackgroundLoop {
  constructor(private readonly measureExpiries: MeasureExpiries) {
    super({ everyMs: 60_000, failure: 'the expiries shown are those of the round before' });
  }

  protected async round(): Promise<boolean> {
    await this.measureExpiries.execute(new Date());
    return false;
  }
}
