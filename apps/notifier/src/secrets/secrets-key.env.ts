import { z } from 'zod';

const keyBytes = 32;

/** What stands in it is never repeated. */
const key = z.string().transform((text, context): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === keyBytes) return bytes;
  context.addIssue({ code: 'custom', message: `expected ${keyBytes} bytes in base64` });
  return z.NEVER;
});

const keys = z.string().transform((list) => list.split(',')).pipe(z.array(key).min(1).max(10));

/** Under what the secrets of subscriptions are kept. */
export const secretsKeyEnv = {
  NOTIFIER_SECRETS_KEY: keys.optional().meta({
    description:
      '32 random bytes in base64 (`openssl rand -base64 32`) under which webhook secrets and Slack addresses are kept; several separated by commas: the first seals, all of them open. ' +
      'Unset, webhook and Slack subscriptions cannot be made. Lost, they have to be made anew',
    secret: true,
  }),
};
