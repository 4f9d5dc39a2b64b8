import { BackgroundLoop } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { MakeDigests } from '../make-digests/make-digests.js';
import { ForgetNotifications } from '../retention/forget-notifications.js';
import { OldestNotification } from './oldest-notification.js';

const forgetEveryMs = 60 * 60 * 1000;

/** Digests whose time has come, how far delivery is behind, and once an hour what is to be forgotten. */
@Injectable()
export class UpkeepLoop extends BackgroundLoop {
  private forgotAt = 0;

  constructor(
    private readonly makeDigests: MakeDigests,
    private readonly forgetNotifications: ForgetNotifications,
    private readonly oldestNotification: OldestNotification,
  ) {
    super({ everyMs: 5000, failure: 'digests and upkeep wait for the next round' });
  }

  protected async round(): Promise<boolean> {
    const now = new Date();
    await this.makeDigests.execute(now);
    await this.oldestNotification.measure(now);
    if (now.getTime() - this.forgotAt < forgetEveryMs) return false;
    await this.forgetNotifications.execute(now);
    this.forgotAt = now.getTime();
    return false;
  }
}
