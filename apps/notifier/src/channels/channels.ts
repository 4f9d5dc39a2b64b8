import type { EmailChannel, EmailDestination } from './email/email-channel.js';
import type { Message } from './message.js';
import type { Outcome } from './outcome.js';
import type { SlackChannel, SlackDestination } from './slack/slack-channel.js';
import type { WebhookChannel, WebhookDestination } from './webhook/webhook-channel.js';

export type Destination = WebhookDestination | EmailDestination | SlackDestination;

/**
 * Sends a message to a destination, once. Never throws for what a destination is or does, ends within the configured time, keeps nothing from one
 * attempt to the next, and logs nothing: when to try again, and what to keep, is up to the caller.
 */
export class Channels {
  constructor(
    private readonly webhook: WebhookChannel,
    private readonly email: EmailChannel,
    private readonly slack: SlackChannel,
  ) {}

  async send(destination: Destination, message: Message, now: Date): Promise<Outcome> {
    switch (destination.kind) {
      case 'webhook':
        return this.webhook.send(destination, message, now);
      case 'email':
        return this.email.send(destination, message, now);
      case 'slack':
        return this.slack.send(destination, message, now);
    }
  }
}
