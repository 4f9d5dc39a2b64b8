import type { GuardedHttp } from '../http/guarded-http.js';
import { outcomeOfAnswer } from '../http/outcome-of-answer.js';
import { userAgent } from '../http/user-agent.js';
import type { Message } from '../message.js';
import type { Outcome } from '../outcome.js';
import { signWebhook } from './sign-webhook.js';
import { webhookBody } from './webhook-body.js';

export interface WebhookDestination {
  readonly kind: 'webhook';
  readonly address: string;
  /** Each as `webhookSecret`. While they change over: the new one and the old. */
  readonly secrets: readonly [string, ...string[]];
}

/** Standard Webhooks 1.0, "Delivery success and failure". A 4xx is tried again: receivers answer so while they are redeployed or their secret is being set. */
const statusRules = { gone: [410], clientErrors: 'later' } as const;

/** Sends webhooks by Standard Webhooks 1.0. */
export class WebhookChannel {
  constructor(private readonly http: GuardedHttp) {}

  async send({ address, secrets }: WebhookDestination, message: Message, now: Date): Promise<Outcome> {
    const body = webhookBody(message);
    const headers = { ...signWebhook(message.id, now, body, secrets), 'content-type': 'application/json', 'user-agent': userAgent };
    return outcomeOfAnswer(await this.http.post({ address, headers, body }), statusRules, now);
  }
}
