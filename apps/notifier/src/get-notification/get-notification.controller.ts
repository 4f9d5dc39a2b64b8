import { fields } from '@latchkey/contracts';
import { Answers, CurrentCaller, param, Refuses, Requires, runtimeErrors } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { errorClasses } from '../channels/outcome.js';
import type { IdAddress } from '../customers/id-address.js';
import { notificationAddress, notificationExample, notificationView, viewNotification } from '../notifications/notification-view.js';
import { GetNotification } from './get-notification.js';
import type { PastAttempt } from './get-notification.js';

const attemptView = z.strictObject({
  number: z.int(),
  at: fields.instant,
  recipient: z.string().nullable().describe('of a mail'),
  status: z.int().nullable().describe('of HTTP or SMTP; null where nothing was answered'),
  duration_ms: z.int(),
  error_class: z.enum(errorClasses).nullable().describe('null where it was delivered'),
});

const notificationWithAttempts = notificationView.extend({ history: z.array(attemptView).describe('the latest attempts first') });
type NotificationWithAttempts = z.infer<typeof notificationWithAttempts>;

const example: NotificationWithAttempts = {
  ...notificationExample,
  history: [{ number: 1, at: '2026-12-25T00:00:01.000Z', recipient: null, status: 204, duration_ms: 87, error_class: null }],
};

@ApiTags('notifications')
@Controller('notifications')
export class GetNotificationController {
  constructor(private readonly getNotification: GetNotification) {}

  @Get(':id')
  @Requires('token:read')
  @Answers(200, notificationWithAttempts, 'The notification, and how the attempts to deliver it ended.', { example })
  @Refuses(runtimeErrors, 'not_found')
  async get(@CurrentCaller() caller: Caller, @Param(param(notificationAddress)) { id }: IdAddress): Promise<NotificationWithAttempts> {
    const { notification, attempts } = await this.getNotification.execute(caller, id);
    return { ...viewNotification(notification), history: attempts.map(viewAttempt) };
  }
}

function viewAttempt({ number, at, recipient, status, durationMs, errorClass }: PastAttempt): z.infer<typeof attemptView> {
  return { number, at: at.toISOString(), recipient, status, duration_ms: durationMs, error_class: errorClass as z.infer<typeof attemptView>['error_class'] };
}
