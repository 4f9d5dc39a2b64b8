import { z } from 'zod';

const address = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((text) => !hasCredentials(text), { error: 'holds a user or a password' });

function hasCredentials(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.username !== '' || url.password !== '');
}

/** How a subscription is told. The mail's recipients are the contacts of the token's service account, or else the customer's. */
export const channel = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('webhook'), url: address.describe('where to post to') }),
  z.strictObject({ kind: z.literal('slack'), url: address.describe('of an incoming webhook of Slack; it is a secret, and not shown again') }),
  z.strictObject({ kind: z.literal('email') }),
]);
export type Channel = z.infer<typeof channel>;
export type ChannelKind = Channel['kind'];

/** As it is shown. */
export const channelView = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('webhook'), url: z.string(), former_secret_until: z.iso.datetime().nullable().describe('until then messages are signed with the secret before, too') }),
  z.strictObject({ kind: z.literal('slack'), host: z.string() }),
  z.strictObject({ kind: z.literal('email') }),
]);

/** All mail goes to one server. */
export const mailEndpoint = 'mail';

/** Whose connections and whose slowness it shares: host and port of its address. */
export function endpointOf(of: Channel): string {
  return of.kind === 'email' ? mailEndpoint : hostAndPort(new URL(of.url));
}

function hostAndPort({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
