import { Bell } from '@latchkey/kafka';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { ClaimedNotification } from './claim-due.js';
import { DeliverNotification } from './deliver-notification.js';
import { DueNotifications } from './due-notifications.js';

const everyMs = 1000;

/** Starts attempts as places become free: at once when something was put in the queue here, else within a second. */
@Injectable()
export class DeliveryLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(DeliveryLoop.name);
  private readonly attempts = new Set<Promise<void>>();
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly dueNotifications: DueNotifications,
    private readonly deliverNotification: DeliverNotification,
    private readonly bell: Bell,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** Before the pool closes. Attempts under way are finished, for which none takes long. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
    await Promise.all(this.attempts);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const claimed = await this.dueNotifications.claim(new Date()).catch((error: unknown) => {
        this.log.warn({ msg: 'what is due waits for the next round', err: error });
        return [];
      });
      for (const each of claimed) this.start(each);
      if (claimed.length === 0) await this.bell.wait(everyMs);
    }
  }

  private start(notification: ClaimedNotification): void {
    const attempt = this.deliverNotification
      .execute(notification, () => new Date())
      .catch((error: unknown) => this.log.warn({ msg: 'an attempt was not recorded, and is made again after its lease', notification: notification.id, err: error }))
      .finally(() => {
        this.attempts.delete(attempt);
        this.dueNotifications.ended(notification);
        this.bell.ring();
      });
    this.attempts.add(attempt);
  }
}
