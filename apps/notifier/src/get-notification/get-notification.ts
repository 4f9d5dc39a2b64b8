import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findNotification } from '../notifications/notification.js';
import type { Notification } from '../notifications/notification.js';

export interface PastAttempt {
  readonly number: number;
  readonly at: Date;
  readonly recipient: string | null;
  readonly status: number | null;
  readonly durationMs: number;
  readonly errorClass: string | null;
}

export interface FoundNotification {
  readonly notification: Notification;
  readonly attempts: readonly PastAttempt[];
}

const attemptsShown = 200;

/** A notification, and the latest attempts to deliver it. */
@Injectable()
export class GetNotification {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, id: string): Promise<FoundNotification> {
    const notification = await findNotification(this.dataSource.manager, caller, id);
    const attempts: PastAttempt[] = await this.dataSource.query(
      `select number, at, recipient, status, duration_ms as "durationMs", error_class as "errorClass" from notifier.attempts
       where notification_id = $1 order by number desc, recipient limit ${attemptsShown}`,
      [id],
    );
    return { notification, attempts };
  }
}
