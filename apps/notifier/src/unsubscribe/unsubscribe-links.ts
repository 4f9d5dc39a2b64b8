import { z } from 'zod';
import type { SecretBox } from '../secrets/secret-box.js';

/** Who is to get no more mails of what. */
export interface Unsubscription {
  readonly subscriptionId: string;
  readonly email: string;
}

const context = 'latchkey unsubscribe';
const sealed = z.tuple([z.string(), z.string()]);

/**
 * Addresses by which whoever got a mail gets no more of them, without any credentials (RFC 8058). What they say is sealed for this one purpose: nobody can make one up
 * or change it, and whoever sees it in a log learns no mail address.
 */
export class UnsubscribeLinks {
  /** Without a public address there are none. */
  constructor(
    private readonly box: SecretBox,
    private readonly publicUrl: string | undefined,
  ) {}

  linkFor({ subscriptionId, email }: Unsubscription): string | undefined {
    if (this.publicUrl === undefined) return undefined;
    const key = this.box.seal(JSON.stringify([subscriptionId, email]), context).toString('base64url');
    return `${this.publicUrl}/unsubscribe?key=${key}`;
  }

  /** Undefined where the key is none of ours. */
  read(key: string): Unsubscription | undefined {
    const text = this.box.tryOpen(Buffer.from(key, 'base64url'), context);
    if (text === undefined) return undefined;
    const [subscriptionId, email] = sealed.parse(JSON.parse(text));
    return { subscriptionId, email };
  }
}
