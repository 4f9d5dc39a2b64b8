import { checkKafka, kafkaEnv } from '@latchkey/kafka';
import { databaseEnv, host, port, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { channelsEnv, checkMail } from './channels/channels.env.js';
import { countRefusalsEnv } from './count-refusals/count-refusals.env.js';
import { notificationsEnv } from './notifications/notifications.env.js';
import { secretsKeyEnv } from './secrets/secrets-key.env.js';
import { checkUnsubscribe, unsubscribeEnv } from './unsubscribe/unsubscribe.env.js';

const maxDays = 365;
const maxCount = 10;

const notifyDays = z
  .string()
  .regex(/^\d{1,3}(,\d{1,3})*$/)
  .transform((list) => list.split(',').map(Number))
  .refine((days) => days.every((each) => each >= 1 && each <= maxDays), { error: `expected days from 1 to ${maxDays}` })
  .refine((days) => days.length <= maxCount, { error: `expected at most ${maxCount}` })
  .refine((days) => new Set(days).size === days.length, { error: 'names a day twice' });

export const notifierEnv = z.object({
  ...runtimeEnv,
  ...databaseEnv,
  ...kafkaEnv,
  NOTIFIER_PORT: port(3004),
  NOTIFIER_HOST: host,
  RELAY_DATABASE_URL: databaseEnv.DATABASE_URL.optional().meta({ description: 'past a pooler, straight to Postgres; default DATABASE_URL', secret: true }),
  NOTIFIER_NOTIFY_DAYS: notifyDays
    .prefault('30,7,1')
    .describe('days before expiry at which to warn where neither a token nor a schedule names any, separated by commas, default 30,7,1; for tokens that change from then on'),
  NOTIFIER_UNUSED_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3650)
    .default(90)
    .describe('after how many days without use a token is announced as unused where no schedule says, 0 for never; default 90; for tokens that change from then on'),
  NOTIFIER_SPREAD_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3600)
    .default(300)
    .describe('over how long the thresholds of tokens that expire together are spread, each token always at the same place; 0 for not at all, default 300'),
  NOTIFIER_EXPIRY_METRICS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(100)
    .describe('of how many tokens, those that expire next, latchkey_token_expiry_timestamp_seconds shows when; 0 for none, default 100'),
  ...channelsEnv,
  ...secretsKeyEnv,
  ...unsubscribeEnv,
  ...notificationsEnv,
  ...countRefusalsEnv,
})
  .superRefine(checkMail)
  .superRefine(checkUnsubscribe)
  .superRefine(checkKafka);

export type NotifierEnv = z.infer<typeof notifierEnv>;
