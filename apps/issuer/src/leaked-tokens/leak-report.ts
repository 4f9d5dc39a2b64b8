import { recordable, RuntimeError } from '@latchkey/runtime';
import { z } from 'zod';

/** Texts of any length, within that of the body: one that is no token of ours is told so, and holds up no other. */
const match = z.object({
  token: z.string(),
  type: z.string().describe('what the reporter calls this kind of token'),
  url: z.string().nullish().describe('where it was found; may be empty'),
  source: z.string().nullish().describe('in what it was found: `content`, `commit`, `npm`'),
});

/** A report in the format of GitHub’s secret scanning partners. */
export const leakReport = z.array(match).max(1_000);
export type LeakMatch = z.infer<typeof leakReport>[number];

/** Our own text: what was sent may hold tokens anywhere. */
export function matchesIn(bytes: Buffer): LeakMatch[] {
  const { data } = leakReport.safeParse(parse(bytes));
  if (!data) throw new RuntimeError('invalid_request', { detail: 'A report is a list of at most 1,000 matches, each with `token`, `type`, `url` and `source`.' });
  return data;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new RuntimeError('invalid_json');
  }
}

/** Where a token was found, fit to be recorded and to be shown as a link. */
export interface Sighting {
  readonly found_in: string;
  readonly url: string | null;
}

const maxUrl = 2_000;

export function sightingOf({ url, source }: LeakMatch): Sighting {
  return { found_in: /^[a-z_]{1,100}$/.test(source ?? '') ? String(source) : 'unknown', url: linkOf(recordable(url, maxUrl)) };
}

/** A page of the web, without credentials; anything else is no place to look at. */
function linkOf(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  [url.username, url.password] = ['', ''];
  return recordable(url.href, maxUrl);
}
