import { BackgroundLoop } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import type { ClaimedNotification } from './claim-due.js';
import { DeliverNotification } from './deliver-notification.js';
import { DueNotifications } from './due-notifications.js';

/** Starts attempts as places become free: at once when something was put in the queue here, else within a second. */
@Injectable()
export class DeliveryLoop extends BackgroundLoop {
  private readonly attempts = new Set<Promise<void>>();

  constructor(
    private readonly dueNotifications: DueNotifications,
    private readonly deliverNotification: DeliverNotification,
  ) {
    super({ everyMs: 1000, failure: 'what is due waits for the next round' });
  }

  /** Attempts under way are finished first, of which none takes long. */
  override async beforeApplicationShutdown(): Promise<void> {
    await super.beforeApplicationShutdown();
    await Promise.all(this.attempts);
  }

  protected async round(): Promise<boolean> {
    const claimed = await this.dueNotifications.claim(new Date());
    for (const each of claimed) this.start(each);
    return claimed.length > 0;
  }

  private start(notification: ClaimedNotification): void {
    const attempt = this.deliverNotification
      .execute(notification, () => new Date())
      .catch((error: unknown) => this.log.warn({ msg: 'an attempt was not recorded, and is made again after its lease', notification: notification.id, err: error }))
      .finally(() => {
        this.attempts.delete(attempt);
        this.dueNotifications.ended(notification);
        this.wake();
      });
    this.attempts.add(attempt);
  }
}
