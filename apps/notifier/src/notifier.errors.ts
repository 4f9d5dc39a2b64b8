import { ApiError } from '@latchkey/runtime';
import type { ErrorExtra, ErrorKind } from '@latchkey/runtime';

export type NotifierErrorCode =
  | 'no_secrets_key'
  | 'endpoint_refused'
  | 'too_many_subscriptions'
  | 'no_webhook_secret'
  | 'subscription_disabled'
  | 'still_waiting'
  | 'in_a_digest';

/** What the notifier answers beside the errors of every service. */
export const notifierErrors: Readonly<Record<NotifierErrorCode, ErrorKind>> = {
  no_secrets_key: {
    status: 503,
    title: 'No key for secrets',
    meaning: 'This notifier has no key to keep secrets under, and webhooks and Slack addresses need one.',
    advice: 'Tell the operator to set `NOTIFIER_SECRETS_KEY`. Subscriptions by email work without it.',
  },
  endpoint_refused: {
    status: 422,
    title: 'Address refused',
    meaning: 'Nothing is sent to this address: it is not `https`, not public, or not among those that the operator allows.',
    advice: 'Name an `https` address that is reachable from the internet, without a user or password in it, or have the operator allow its host.',
  },
  too_many_subscriptions: {
    status: 409,
    title: 'Too many subscriptions',
    meaning: 'The customer has as many subscriptions as it may.',
    advice: 'Delete those that are no longer needed, or let one subscription take several event types.',
  },
  no_webhook_secret: {
    status: 409,
    title: 'No webhook secret',
    meaning: 'Only subscriptions by webhook have a secret.',
    advice: 'Check whether you meant another subscription.',
  },
  subscription_disabled: {
    status: 409,
    title: 'Subscription disabled',
    meaning: 'Nothing goes out to a subscription that is disabled.',
    advice: 'Mend what `disabled_reason` of the subscription names, set its `status` to `active`, and repeat the request.',
  },
  still_waiting: {
    status: 409,
    title: 'Still waiting',
    meaning: 'The notification is going to be sent anyway; `next_attempt_at` says when.',
    advice: 'Wait until it is `sent` or `failed`.',
  },
  in_a_digest: {
    status: 409,
    title: 'In a digest',
    meaning: 'The notification goes or went out with a digest; `digest_id` names the digest once it is made.',
    advice: 'Redeliver the digest.',
  },
};

export class NotifierError extends ApiError {
  constructor(
    readonly code: NotifierErrorCode,
    extra: ErrorExtra = {},
  ) {
    const kind = notifierErrors[code];
    super(kind, kind.status === 503 ? { ...extra, headers: { 'retry-after': '60', ...extra.headers } } : extra);
  }
}
