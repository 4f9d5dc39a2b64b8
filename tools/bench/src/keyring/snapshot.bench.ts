import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Figure } from '../figure.js';

const million = 1_000_000;
const runs = 5;
const parts = { writeMs: 'write', writePauseMs: 'write, longest pause', readMs: 'read', checksumMs: 'checksum', sharedMs: 'what rows share', tablesMs: 'tables', totalMs: 'restore' } as const;
type Part = keyof typeof parts;
const ms = z.number();
const saved = z.object({ writeMs: ms, writePauseMs: ms, readMs: ms, checksumMs: ms, sharedMs: ms, tablesMs: ms, totalMs: ms });

const aims: Partial<Record<Part, string>> = { totalMs: 'below 2,000 ms', writePauseMs: 'below 20 ms' };
const main = fileURLToPath(new URL('snapshot.main.js', import.meta.url));

/** A keyring of a million tokens, saved and restored, each time in a new process. */
export async function benchSnapshot(): Promise<Figure[]> {
  const results: z.infer<typeof saved>[] = [];
  for (let run = 0; run < runs; run++) results.push(await saveAndRestore());
  return (Object.keys(parts) as Part[]).map((part) => ({
    name: `snapshot of 1,000,000 tokens: ${parts[part]}`,
    unit: 'ms',
    measured: results.map((result) => result[part]),
    baseline: [],
    ...(aims[part] && { aim: aims[part] }),
  }));
}

async function saveAndRestore(): Promise<z.infer<typeof saved>> {
  const { stdout } = await promisify(execFile)(process.execPath, [main, String(million)]);
  return saved.parse(JSON.parse(stdout));
}
