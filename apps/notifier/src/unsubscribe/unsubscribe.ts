import { RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { UnsubscribeLinks } from './unsubscribe-links.js';

/** What is said to whoever follows the link. */
export interface Mailing {
  readonly subscriptionName: string;
  readonly email: string;
}

/** Ends the mails of one subscription to one address; others go on being told. The link is the proof, and may be used again. */
@Injectable()
export class Unsubscribe {
  constructor(
    private readonly dataSource: DataSource,
    private readonly links: UnsubscribeLinks,
  ) {}

  async execute(key: string, now: Date): Promise<Mailing> {
    const mailing = await this.find(key);
    await this.dataSource.query(
      'update notifier.subscriptions set unsubscribed = array_append(unsubscribed, $2), updated_at = $3 where id = $1 and $2 <> all (unsubscribed)',
      [mailing.subscriptionId, mailing.email, now],
    );
    return mailing;
  }

  /** What `execute` would end. Throws `not_found` where the link is none of ours, or its subscription is gone. */
  async find(key: string): Promise<Mailing & { readonly subscriptionId: string }> {
    const read = this.links.read(key);
    if (!read) throw new RuntimeError('not_found');
    const [found]: { subscriptionName: string }[] = await this.dataSource.query('select name as "subscriptionName" from notifier.subscriptions where id = $1', [read.subscriptionId]);
    if (!found) throw new RuntimeError('not_found');
    return { ...read, ...found };
  }
}
