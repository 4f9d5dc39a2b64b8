import { recordable } from '@latchkey/runtime';
import { digestToken } from '@latchkey/tokens';
import { z } from 'zod';
import type { LeakMatch } from './leak-report.js';

/** What we say of one match, in the terms of GitHub’s secret scanning partners. */
export const leakVerdict = z.strictObject({
  token_hash: z.string().describe('SHA-256 of the token, in hex'),
  token_type: z.string().describe('as in the report'),
  label: z.enum(['true_positive', 'false_positive']).describe('whether it is a token of ours, dead or alive'),
});
export type LeakVerdict = z.infer<typeof leakVerdict>;
export const leakVerdicts = z.array(leakVerdict);

const maxType = 100;

/** `known` are the digests of tokens. */
export function verdictOn({ token, type }: LeakMatch, known: ReadonlyMap<string, unknown>): LeakVerdict {
  const hash = digestToken(token);
  return { token_hash: hash, token_type: recordable(type, maxType) ?? '', label: known.has(hash) ? 'true_positive' : 'false_positive' };
}
