import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const growth = z.object({ bytes: z.number(), longestMs: z.number() });
export type Growth = z.infer<typeof growth>;

const main = fileURLToPath(new URL('growth.main.js', import.meta.url));
/** Young objects have little room, else how much of it happens to be in use would count as the tokens'. */
const flags = ['--expose-gc', '--max-semi-space-size=4', '--max-old-space-size=8192'];

/** Of resident memory a token in bytes, and the longest pause while so many came, in a new process. */
export async function grow(kind: 'index' | 'map', tokens: number): Promise<Growth> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, main, kind, String(tokens)]);
  return growth.parse(JSON.parse(stdout));
}
