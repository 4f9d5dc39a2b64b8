import { z } from 'zod';
import { keyName, readSigner, readVerifier, type Signer, type Verifier } from './note-keys.js';

/** What stands in it is not repeated: it may be a secret. */
function keys<T>(read: (text: string) => T, expected: string) {
  return z.string().transform((text, context): T => {
    try {
      return read(text);
    } catch {
      context.addIssue({ code: 'custom', message: `expected ${expected}` });
      return z.NEVER;
    }
  });
}

/** With what checkpoints are signed, and how often. */
export const checkpointsEnv = {
  AUDITOR_SIGNING_KEY: keys((text): Signer => readSigner(text), 'PRIVATE+KEY+<name>+<id>+<key>, as generate-key.main.js prints it')
    .optional()
    .meta({ description: 'with what checkpoints of the logs are signed, as `generate-key.main.js` prints it; unset, none are and none are served', secret: true }),
  AUDITOR_FORMER_KEYS: keys((text): readonly Verifier[] => text.split(',').map(readVerifier), '<name>+<id>+<key>, several separated by commas')
    .default([])
    .describe('verifier keys, separated by commas, that signed earlier and stay listed; default none'),
  AUDITOR_LOG_ORIGIN: z
    .string()
    .regex(keyName)
    .refine((origin) => !origin.endsWith('/'), { error: 'expected no slash at its end' })
    .optional()
    .describe('what the origin of each log begins with, before `/<log>`: the public address of `/logs` without its scheme, never to be changed; default the name of the signing key'),
  AUDITOR_CHECKPOINT_SECONDS: z.coerce.number().min(0.1).max(86_400).default(10).describe('how often logs that have grown are signed, default 10'),
};
