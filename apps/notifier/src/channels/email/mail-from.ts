import { z } from 'zod';

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** One address of RFC 5321 in ASCII, without a name. */
export const emailAddress = z.email().max(254);

/** `alerts@example.com` or `Token alerts <alerts@example.com>`. */
export const mailFrom = z.string().transform((text, context): Mailbox => {
  const [, name = '', bracketed] = /^([^<>"\r\n]{0,100}?) *<([^<>]+)>$/.exec(text) ?? [];
  const address = emailAddress.safeParse(bracketed ?? text);
  if (address.success) return { name, address: address.data };
  context.addIssue({ code: 'custom', message: 'expected an address, or a name and an address in angle brackets' });
  return z.NEVER;
});
