import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Destination } from '../channels/channels.js';
import type { Message } from '../channels/message.js';
import type { Notice } from '../channels/notice.js';
import { recipientsOf } from '../contacts/recipients.js';
import { SecretBox } from '../secrets/secret-box.js';
import { openSecrets, signingSecrets } from '../subscriptions/subscription-secrets.js';
import { subscriptionColumns } from '../subscriptions/subscription.js';
import type { Subscription } from '../subscriptions/subscription.js';
import { UnsubscribeLinks } from '../unsubscribe/unsubscribe-links.js';
import type { ClaimedNotification } from './claim-due.js';

export interface Delivery {
  readonly message: Message;
  readonly destinations: readonly { readonly recipient: string | null; readonly destination: Destination }[];
}

/** What is sent, and where to, as both are at the moment of the attempt: a new address or contact counts for what waits, too. */
@Injectable()
export class PrepareDelivery {
  constructor(
    private readonly dataSource: DataSource,
    private readonly box: SecretBox,
    private readonly links: UnsubscribeLinks,
  ) {}

  /** Undefined where nothing is left to be told of, the subscription having been deleted. */
  async execute(notification: ClaimedNotification, now: Date): Promise<Delivery | undefined> {
    const { id, createdAt, notice } = notification;
    const notices = await this.notices(id, notice);
    if (!notices) return undefined;
    const destinations = notification.channel === 'email' ? await this.mailboxes(notification) : await this.endpoint(notification, now);
    return { message: { id, time: createdAt.toISOString(), notices }, destinations };
  }

  private async notices(id: string, notice: ClaimedNotification['notice']): Promise<Message['notices'] | undefined> {
    if (notice) return [notice] as Message['notices'];
    const rows: { notice: Notice }[] = await this.dataSource.query('select notice from notifier.notifications where digest_id = $1 order by occurred_at, id', [id]);
    const [first, ...others] = rows.map((row) => row.notice);
    return first && [first, ...others];
  }

  private async mailboxes({ customerId, subscriptionId, lane, serviceAccountId, recipients, done }: ClaimedNotification): Promise<Delivery['destinations']> {
    // That a subscription was disabled is no mail of that subscription.
    const isOwn = lane === subscriptionId;
    const unsubscribed = isOwn ? await this.unsubscribed(subscriptionId) : [];
    const to = recipients ?? (await recipientsOf(this.dataSource.manager, { customerId, serviceAccountIds: [serviceAccountId], unsubscribed }))(serviceAccountId);
    const left = to.filter((each) => !done.includes(each) && !unsubscribed.includes(each));
    return left.map((email) => ({ recipient: email, destination: mailbox(email, isOwn ? this.links.linkFor({ subscriptionId, email }) : undefined) }));
  }

  private async unsubscribed(subscriptionId: string): Promise<readonly string[]> {
    const [found]: Pick<Subscription, 'unsubscribed'>[] = await this.dataSource.query('select unsubscribed from notifier.subscriptions where id = $1', [subscriptionId]);
    return found?.unsubscribed ?? [];
  }

  private async endpoint({ subscriptionId }: ClaimedNotification, now: Date): Promise<Delivery['destinations']> {
    const [subscription]: Subscription[] = await this.dataSource.query(`select ${subscriptionColumns} from notifier.subscriptions where id = $1`, [subscriptionId]);
    return subscription ? [{ recipient: null, destination: this.address(subscription, now) }] : [];
  }

  private address(subscription: Subscription, now: Date): Destination {
    const secrets = openSecrets(this.box, subscription);
    if (subscription.channel === 'slack') return { kind: 'slack', address: secrets.url ?? '' };
    const [current, ...former] = signingSecrets(secrets, now);
    if (current === undefined) throw new Error(`subscription ${subscription.id} has no secret to sign with`);
    return { kind: 'webhook', address: subscription.url ?? '', secrets: [current, ...former] };
  }
}

function mailbox(to: string, unsubscribe: string | undefined): Destination {
  return { kind: 'email', to, ...(unsubscribe !== undefined && { unsubscribe }) };
}
