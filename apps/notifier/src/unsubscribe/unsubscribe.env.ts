import { z } from 'zod';
import type { secretsKeyEnv } from '../secrets/secrets-key.env.js';

export const unsubscribeEnv = {
  NOTIFIER_PUBLIC_URL: z
    .url({ protocol: /^https$/ })
    .max(200)
    .refine((url) => !/[?#]/.test(url), { error: 'has a query or a fragment' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('where mail programs reach `/unsubscribe` of this service, by https; needs NOTIFIER_SECRETS_KEY; unset, mails have no link to unsubscribe by'),
};

type Env = z.infer<z.ZodObject<typeof unsubscribeEnv>> & z.infer<z.ZodObject<typeof secretsKeyEnv>>;

/** Without a key links would say nothing that anyone could trust. */
export function checkUnsubscribe(env: Pick<Env, 'NOTIFIER_PUBLIC_URL' | 'NOTIFIER_SECRETS_KEY'>, context: z.RefinementCtx): void {
  if (env.NOTIFIER_PUBLIC_URL === undefined || env.NOTIFIER_SECRETS_KEY !== undefined) return;
  context.addIssue({ code: 'custom', message: 'is not set', path: ['NOTIFIER_SECRETS_KEY'] });
}
